"""onnxruntime, set up for a machine that does other things too."""

from typing import Any


def onnx_session(model: bytes, threads: int) -> Any:
    """An inference session of ``threads`` threads that sleep between runs.

    By default its threads spin after every run and wait for the next: with a phone's frames
    between runs that was more than half of all work of a scan, taken from whoever could use it.
    """
    import onnxruntime  # noqa: PLC0415  0.2 s that only a reader or a seer pays

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
