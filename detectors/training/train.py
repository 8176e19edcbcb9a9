"""``python -m detectors.training.train``: learn from drawn pictures, write an ONNX file.

The same pictures, seed and thread count give the same weights on the same machine.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from detectors.network import KINDS
from detectors.training import data
from detectors.training.net import Net, Told

BATCH = 16
PEAK_RATE = 5e-3


def losses(told: Any, wanted: Any) -> dict[str, Any]:
    """Parts of the loss: focal on heat, L1 on sizes, cross-entropy on mask and whole."""
    heat, size, mask, whole = told
    heat_w, size_w, weight, mask_w, whole_w = wanted
    chance = torch.sigmoid(heat).clamp(1e-4, 1 - 1e-4)
    peak = (heat_w > 0.999).float()
    hit = -((1 - chance) ** 2) * torch.log(chance) * peak
    miss = -(chance**2) * torch.log(1 - chance) * (1 - heat_w) ** 4 * (1 - peak)
    count = peak.sum().clamp(min=1.0)
    off = (size - size_w).abs().sum(1) * weight
    present = whole_w[:, 0]
    masked = nn.functional.binary_cross_entropy_with_logits(mask[:, 0], mask_w)
    kinds = nn.functional.cross_entropy(whole[:, 2:], whole_w[:, 2].long(), reduction="none")
    dark = (torch.sigmoid(whole[:, 1]) - whole_w[:, 1]).abs().mean()
    return {
        "heat": (hit + miss).sum() / count,
        "size": 0.6 * off.sum() / weight.sum().clamp(min=1.0),
        "mask": masked,
        "there": nn.functional.binary_cross_entropy_with_logits(whole[:, 0], present),
        "kind": 0.3 * (kinds * present).sum() / present.sum().clamp(min=1.0),
        "scrim": dark,
    }


def _tensors(batch: tuple[Any, list[Any]]) -> tuple[Any, tuple[Any, ...]]:
    pixels, wanted = batch
    names = ("heat", "size", "weight", "mask", "whole")
    made = tuple(torch.from_numpy(np.stack([getattr(t, n) for t in wanted])) for n in names)
    return torch.from_numpy(pixels).float(), made


def train(pictures: list[data.Picture], steps: int, seed: int, log: Path) -> Net:
    """Learn for so many steps; the running means go to ``log`` as JSON lines."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net().train()
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995), use_buffers=True
    )
    how = torch.optim.AdamW(net.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(how, PEAK_RATE, total_steps=steps, pct_start=0.1)
    sums: dict[str, float] = {}
    with log.open("w", encoding="utf-8") as lines:
        lines.write(
            json.dumps(
                {
                    "seed": seed,
                    "steps": steps,
                    "batch": BATCH,
                    "pictures": len(pictures),
                    "torch": torch.__version__,
                }
            )
            + "\n"
        )
        for step, batch in enumerate(data.batches(pictures, BATCH, steps, rng), 1):
            pixels, wanted = _tensors(batch)
            parts = losses(net(pixels), wanted)
            how.zero_grad()
            sum(parts.values()).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            how.step()
            plan.step()
            average.update_parameters(net)
            for name, part in parts.items():
                sums[name] = sums.get(name, 0.0) + float(part.detach())
            if step % 50 == 0 or step == steps:
                means = {k: round(v / 50, 4) for k, v in sums.items()}
                lines.write(json.dumps({"step": step, **means}) + "\n")
                lines.flush()
                print(f"{step}/{steps} {means}", file=sys.stderr)  # noqa: T201  progress of a long run
                sums = {}
    made: Net = average.module
    return made


def export(net: Net, out: Path) -> None:
    """Write the network as ONNX with free height and width."""
    told = Told(net).eval()
    torch.onnx.export(
        told,
        (torch.zeros(1, 3, 96, 64),),
        str(out),
        input_names=["picture"],
        output_names=["heat", "size", "mask", "whole"],
        dynamic_axes={
            "picture": {2: "height", 3: "width"},
            "heat": {2: "rows", 3: "columns"},
            "size": {2: "rows", 3: "columns"},
            "mask": {2: "mask_rows", 3: "mask_columns"},
        },
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m detectors.training.train")
    parser.add_argument("folders", type=Path, nargs="+", help="folders of drawn pictures")
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.use_deterministic_algorithms(True)
    pictures = [p for folder in given.folders for p in data.read_folder(folder)]
    log = given.out.with_suffix(".log.jsonl")
    net = train(pictures, given.steps, given.seed, log)
    export(net, given.out)
    print(f"{given.out}: {len(KINDS)} kinds, {sum(p.numel() for p in net.parameters())} weights")  # noqa: T201


if __name__ == "__main__":
    main()
