"""``python -m detectors.training.train_spots``: learn controls from close-ups, write an ONNX file.

The same pictures, seed and thread count give the same weights on the same machine. What was
learned so far is kept beside the ONNX file now and then; ``--resume`` goes on from there.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from detectors.training import closeups, data
from detectors.training.spotnet import SpotNet, Told

PEAK_RATE = 4e-3
KEEP_EACH = 500
TELL_EACH = 100


def losses(told: Any, wanted: Any) -> dict[str, Any]:
    """Focal loss on heat (as CenterNet, each cell with what it counts), L1 on offsets and sizes."""
    heat, size = told
    heat_w, counts, size_w, weight = wanted
    chance = torch.sigmoid(heat).clamp(1e-4, 1 - 1e-4)
    peak = (heat_w > 0.999).float()
    hit = -((1 - chance) ** 2) * torch.log(chance) * peak
    miss = -(chance**2) * torch.log(1 - chance) * (1 - heat_w) ** 4 * (1 - peak) * counts
    off = (size - size_w).abs().sum(1) * weight
    return {
        "heat": (hit + miss).sum() / peak.sum().clamp(min=1.0),
        "size": 0.4 * off.sum() / weight.sum().clamp(min=1.0),
    }


def _tensors(batch: tuple[Any, list[closeups.Wanted]]) -> tuple[Any, tuple[Any, ...]]:
    pixels, targets = batch
    names = ("heat", "counts", "size", "weight")
    made = tuple(torch.from_numpy(np.stack([getattr(t, n) for t in targets])) for n in names)
    shown = torch.from_numpy(pixels).float().contiguous(memory_format=torch.channels_last)
    return shown, made


class Learner:
    """The network with all that changes while it learns."""

    def __init__(self, steps: int, seed: int) -> None:
        torch.manual_seed(seed)
        self.rng = np.random.default_rng(seed)
        self.net = SpotNet().to(memory_format=torch.channels_last).train()
        self.average = torch.optim.swa_utils.AveragedModel(
            self.net,
            multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998),
            use_buffers=True,
        )
        self.how = torch.optim.AdamW(self.net.parameters(), lr=PEAK_RATE, weight_decay=0.01)
        self.plan = torch.optim.lr_scheduler.OneCycleLR(
            self.how, PEAK_RATE, total_steps=steps, pct_start=0.1
        )
        self.step = 0

    def learn(self, batch: tuple[Any, list[closeups.Wanted]]) -> dict[str, float]:
        """One step; its losses."""
        pixels, targets = _tensors(batch)
        parts = losses(self.net(pixels), targets)
        self.how.zero_grad()
        sum(parts.values()).backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.how.step()
        self.plan.step()
        self.average.update_parameters(self.net)
        self.step += 1
        return {name: float(part.detach()) for name, part in parts.items()}

    def keep(self, path: Path) -> None:
        """Write all of it, in one go."""
        part = path.with_suffix(".part")
        torch.save({
            "net": self.net.state_dict(), "average": self.average.state_dict(),
            "how": self.how.state_dict(), "plan": self.plan.state_dict(),
            "step": self.step, "rng": self.rng.bit_generator.state,
        }, part)  # fmt: skip
        part.replace(path)

    def go_on(self, path: Path) -> None:
        """Read what ``keep`` wrote."""
        kept = torch.load(path, weights_only=False)
        self.net.load_state_dict(kept["net"])
        self.average.load_state_dict(kept["average"])
        self.how.load_state_dict(kept["how"])
        self.plan.load_state_dict(kept["plan"])
        self.step, self.rng.bit_generator.state = kept["step"], kept["rng"]


def train(learner: Learner, pictures: list[data.Picture], steps: int, out: Path) -> None:
    """Learn up to ``steps``; running means go to the log as JSON lines."""
    sums: dict[str, float] = {}
    kept = out.with_suffix(".kept")
    with out.with_suffix(".log.jsonl").open("a", encoding="utf-8") as lines:
        for batch in closeups.batches(pictures, steps - learner.step, learner.rng):
            for name, part in learner.learn(batch).items():
                sums[name] = sums.get(name, 0.0) + part
            if learner.step % TELL_EACH == 0 or learner.step == steps:
                means = {k: round(v / TELL_EACH, 4) for k, v in sums.items()}
                lines.write(json.dumps({"step": learner.step, **means}) + "\n")
                lines.flush()
                print(f"{learner.step}/{steps} {means}", file=sys.stderr)  # noqa: T201  a long run
                sums = {}
            if learner.step % KEEP_EACH == 0:
                learner.keep(kept)
                export(learner.average.module, out)
    export(learner.average.module, out)
    kept.unlink(missing_ok=True)


def export(net: SpotNet, out: Path) -> None:
    """Write the network as ONNX with free height and width."""
    training = net.training
    torch.onnx.export(
        Told(net).eval(),
        (torch.zeros(1, 3, 96, 64),),
        str(out),
        input_names=["picture"],
        output_names=["heat", "size"],
        dynamic_axes={
            "picture": {2: "height", 3: "width"},
            "heat": {2: "rows", 3: "columns"},
            "size": {2: "rows", 3: "columns"},
        },
        opset_version=17,
        dynamo=False,
    )
    net.train(training)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m detectors.training.train_spots")
    parser.add_argument("folders", type=Path, nargs="+", help="folders of drawn pictures")
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file")
    parser.add_argument("--steps", type=int, default=9000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from what was kept")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.use_deterministic_algorithms(True)
    pictures = [p for folder in given.folders for p in data.read_folder(folder)]
    learner = Learner(given.steps, given.seed)
    kept, log = given.out.with_suffix(".kept"), given.out.with_suffix(".log.jsonl")
    if given.resume and kept.exists():
        learner.go_on(kept)
    else:
        head = {"seed": given.seed, "steps": given.steps, "pictures": len(pictures),
                "torch": torch.__version__}  # fmt: skip
        log.write_text(json.dumps(head) + "\n", "utf-8")
    train(learner, pictures, given.steps, given.out)
    print(f"{given.out}: {sum(p.numel() for p in learner.net.parameters())} weights")  # noqa: T201


if __name__ == "__main__":
    main()
