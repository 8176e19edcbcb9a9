"""``make eval-plan``: error rates of sessions, plan and judge over 20,000 simulated apps.

Every app is played through the real sessions, the real plan and the real judge, with a rig that
misses controls and frames and loses taps. Prints operating characteristics and writes them as
JSON and as SVG plots. Not collected by pytest: it asserts nothing, it measures.
"""

import argparse
import collections
import json
import multiprocessing
import os
import statistics
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from eval_plots import FIRST, SECOND, bars, lines
from simulated_app import REAL, SimApp
from simulated_scan import CATALOGUE, scan
from simulated_zoo import BY_CHANCE, HONEST, TRICKS, Kind, decoy_by_chance

from harness.domain.finding import Verdict
from harness.domain.statistics import CLEARED_IN_ERROR, DEAD, REDIRECTS, WHOLE_SCREEN, wilson
from harness.domain.trial import Depth

SHARES = {"chance": 0.42, "honest": 0.42, "tricks": 0.16}
MISREAD = 0.005
"""What counts as honest among the chances: the tests' own p0."""
ONE_IN_FIVE = 0.2


class Row(msgspec.Struct, frozen=True):
    """What one played app came to."""

    group: str
    name: str
    verdict: str
    launches: int
    violations: tuple[str, ...]
    suspicions: tuple[str, ...]
    clear_of: tuple[str, ...]


Job = tuple[str, SimApp, Depth, int]


def play(job: Job) -> Row:
    """One app through sessions, plan and judge."""
    group, app, depth, seed = job
    budget = 80 if depth is Depth.THOROUGH else 40
    found = scan(app, seed, budget, depth=depth, noise=REAL)
    by = collections.defaultdict(set)
    for finding in found.judgement.findings:
        by[finding.verdict].add(finding.rule)
    return Row(
        group,
        app.name,
        str(found.judgement.verdict),
        found.launches,
        tuple(sorted(by[Verdict.VIOLATION])),
        tuple(sorted(by[Verdict.SUSPECTED])),
        tuple(sorted(by[Verdict.CLEAR])),
    )


def jobs(apps: int) -> list[Job]:
    """Who is played how often; the seed makes it reproducible."""
    kinds: list[tuple[str, Sequence[Kind]]] = [
        ("chance", [Kind(decoy_by_chance(chance)) for chance in BY_CHANCE]),
        ("honest", HONEST),
        ("tricks", TRICKS),
    ]
    return [
        (group, kind.app, kind.depth, seed)
        for group, members in kinds
        for kind in members
        for seed in range(max(1, -(-round(apps * SHARES[group]) // len(members))))
    ]


def run(apps: int, processes: int) -> tuple[list[Row], float]:
    """All rows, and the seconds it took."""
    began = time.perf_counter()
    wanted = jobs(apps)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        rows = pool.map(play, wanted, chunksize=50)
    return rows, time.perf_counter() - began


# --- figures --------------------------------------------------------------------------
def share(hits: int, of: int) -> dict[str, Any]:
    """A share with its interval."""
    low, high = wilson(hits, of)
    return {"hits": hits, "of": of, "share": hits / of if of else 0.0, "low": low, "high": high}


def spread(rows: Iterable[Row]) -> dict[str, float]:
    """Median and 95th percentile of the launches used."""
    spent = sorted(r.launches for r in rows)
    return {
        "median": statistics.median(spent),
        "p95": spent[min(len(spent) - 1, round(0.95 * (len(spent) - 1)))],
        "max": spent[-1],
    }


def of(rows: Sequence[Row], name: str) -> list[Row]:
    """Rows of one app."""
    return [r for r in rows if r.name == name]


def by_chance(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Detection against the chance that the control leads away."""
    told = []
    for chance in BY_CHANCE:
        mine = of(rows, decoy_by_chance(chance).name)
        found = sum("C03" in r.violations for r in mine)
        cleared = sum(r.verdict == Verdict.CLEAR for r in mine)
        told.append(
            {
                "chance": chance,
                "found": share(found, len(mine)),
                "cleared": share(cleared, len(mine)),
                "launches": spread(mine),
            }
        )
    return told


def honest(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """False accusations by honest kind, with the rules that accused."""
    told = []
    for kind in HONEST:
        mine = of(rows, kind.app.name)
        accused = [r for r in mine if r.violations]
        told.append(
            {
                "name": kind.app.name,
                "depth": str(kind.depth),
                "accused": share(len(accused), len(mine)),
                "cleared": share(sum(r.verdict == Verdict.CLEAR for r in mine), len(mine)),
                "by": dict(collections.Counter(rule for r in accused for rule in r.violations)),
                "launches": spread(mine),
            }
        )
    return told


def tricks(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Detection of each trick: one of its rules is violated, or suspected where that is right."""
    told = []
    for kind in TRICKS:
        mine = of(rows, kind.app.name)
        right = [
            r for r in mine if set(r.violations) & kind.rules or set(r.suspicions) & kind.suspects
        ]
        wrong = [r for r in mine if set(r.violations) - kind.rules - kind.suspects]
        told.append(
            {
                "name": kind.app.name,
                "rules": sorted(kind.rules | kind.suspects),
                "depth": str(kind.depth),
                "found": share(len(right), len(mine)),
                "each": {
                    rule: share(
                        sum(rule in r.violations or rule in r.suspicions for r in mine), len(mine)
                    )
                    for rule in sorted(kind.rules | kind.suspects)
                },
                "other_violations": dict(
                    collections.Counter(
                        rule for r in wrong for rule in set(r.violations) - kind.rules
                    )
                ),
                "launches": spread(mine),
            }
        )
    return told


def by_rule(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For each rule: found where it is broken, and accused where the app is honest."""
    clean = [r for r in rows if r.group == "honest"]
    rules = sorted({rule for kind in TRICKS for rule in kind.rules | kind.suspects})
    told = []
    for rule in rules:
        mine = [
            r
            for kind in TRICKS
            if rule in kind.rules | kind.suspects
            for r in of(rows, kind.app.name)
        ]
        told.append(
            {
                "rule": rule,
                "found": share(
                    sum(rule in r.violations or rule in r.suspicions for r in mine), len(mine)
                ),
                "false": share(sum(rule in r.violations for r in clean), len(clean)),
            }
        )
    return told


def unplayed() -> list[dict[str, str]]:
    """Rules that no played app breaks, each with its reason: what no run of the app can show."""
    played = {rule for kind in TRICKS for rule in kind.rules | kind.suspects}
    return [
        {"rule": rule.id, "why": rule.unobserved_en or "no simulated app breaks it"}
        for rule in CATALOGUE.rules
        if rule.id not in played
    ]


def calibration(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Stated error levels beside the errors that were made."""
    names = {c: decoy_by_chance(c).name for c in BY_CHANCE}
    fair = [r for c in BY_CHANCE if c <= MISREAD for r in of(rows, names[c])]
    fifth = of(rows, names[ONE_IN_FIVE])
    dead = [r for r in rows if r.name == "dead X"]
    closing = [r for r in rows if r.name in {"honest splash", "honest dialog"}]
    whole = [r for r in rows if r.name == "whole link"]
    third = [r for r in rows if r.name == "upper third is a link"]

    def row(what: str, stated: float, wrong: Sequence[bool]) -> dict[str, Any]:
        return {"what": what, "stated": stated, **share(sum(wrong), len(wrong))}

    return [
        row(
            "C03 accuses an honest control", REDIRECTS.alpha, ["C03" in r.violations for r in fair]
        ),
        row(
            "C03 clears one in five",
            CLEARED_IN_ERROR,
            ["C03" in r.clear_of and "C03" not in r.suspicions for r in fifth],
        ),
        row("C04 accuses a living control", DEAD.alpha, ["C04" in r.violations for r in closing]),
        row("C04 misses a dead control", DEAD.beta, ["C04" not in r.violations for r in dead]),
        row("R01 accuses a usual card", WHOLE_SCREEN.alpha, ["R01" in r.violations for r in third]),
        row("R01 clears a whole link", WHOLE_SCREEN.beta, ["R01" in r.clear_of for r in whole]),
    ]


# --- telling --------------------------------------------------------------------------
def tell(figures: dict[str, Any]) -> None:
    """Print the tables."""
    out = print
    out("\nDecoy by chance (a skip that leads away with that chance; budget 40 launches)")
    out(f"{'chance':>8} {'found':>8} (95 % interval) {'cleared':>9} {'launches':>9} {'p95':>5}")
    for r in figures["by_chance"]:
        out(f"{r['chance']:>8g} {_told(r['found'])} {r['cleared']['share']:>8.1%} "
            f"{r['launches']['median']:>9g} {r['launches']['p95']:>5g}")  # fmt: skip
    out("\nHonest apps: violations found (each is a false accusation)")
    for r in figures["honest"]:
        out(f"{r['name']:<36} {r['depth']:<9} {_told(r['accused'])} cleared "
            f"{r['cleared']['share']:>6.1%} launches {r['launches']['median']:g} "
            f"(p95 {r['launches']['p95']:g}) {r['by'] or ''}")  # fmt: skip
    out("\nTricks: found")
    for r in figures["tricks"]:
        each = ", ".join(f"{rule} {v['share']:.0%}" for rule, v in r["each"].items())
        also = f"  also {r['other_violations']}" if r["other_violations"] else ""
        spent = f"{r['launches']['median']:g} (p95 {r['launches']['p95']:g})"
        out(f"{r['name']:<30} {r['depth']:<9} {_told(r['found'])} launches {spent}  {each}{also}")
    out("\nBy rule: found where broken; violations among honest apps")
    for r in figures["by_rule"]:
        out(f"{r['rule']:<5} {_told(r['found'])}   false {_told(r['false'])}")
    for r in figures["unplayed"]:
        out(f"{r['rule']:<5} not played: {r['why']}")
    out("\nCalibration: stated error level against errors made")
    for r in figures["calibration"]:
        out(f"{r['what']:<34} stated at most {r['stated']:.3f}, made {r['share']:.4f} "
            f"({r['hits']} of {r['of']}, up to {r['high']:.4f})")  # fmt: skip


def _told(one: dict[str, Any]) -> str:
    return f"{one['share']:>8.1%} ({one['low']:>6.1%} … {one['high']:>6.1%})"


def plots(figures: dict[str, Any]) -> dict[str, str]:
    """A picture of each."""
    rows = figures["by_chance"]
    last = len(rows) - 1
    ticks = [(i / last, f"{r['chance']:g}") for i, r in enumerate(rows)]
    used = [*rows, *figures["honest"], *figures["tricks"]]
    return {
        "detection.svg": lines(
            "Detection against the chance that the control leads away",
            "chance of leading away per tap", "share of apps",
            [("found", FIRST, [(i / last, r["found"]["share"]) for i, r in enumerate(rows)]),
             ("cleared", SECOND, [(i / last, r["cleared"]["share"]) for i, r in enumerate(rows)])],
            ticks,
        ),
        "accusations.svg": bars(
            "False accusations by honest kind (95 % interval)", " %",
            [(r["name"], 100 * r["accused"]["share"], 100 * r["accused"]["low"],
              100 * r["accused"]["high"]) for r in figures["honest"]],
            3.0, 1.0,
        ),
        "launches.svg": bars(
            "Launches used: median (bar), median to 95th percentile (line)", "",
            [(r.get("name") or f"decoy at {r['chance']:g}", r["launches"]["median"],
              r["launches"]["median"], r["launches"]["p95"])
             for r in used],
            max(float(r["launches"]["p95"]) for r in used),
        ),
        "calibration.svg": bars(
            "Errors made (bar, 95 % interval), beside the level stated", " %",
            [(f"{r['what']} (≤ {100 * r['stated']:g} %)", 100 * r["share"], 100 * r["low"],
              100 * r["high"]) for r in figures["calibration"]],
            12.0,
        ),
    }  # fmt: skip


def main() -> None:
    """Play, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apps", type=int, default=20_000, help="at least so many")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--out", type=Path, default=Path("out/eval-plan"))
    given = parser.parse_args()
    rows, seconds = run(given.apps, given.processes)
    launches = sum(r.launches for r in rows)
    figures = {
        "apps": len(rows),
        "launches": launches,
        "seconds": round(seconds, 1),
        "processes": given.processes,
        "load": os.getloadavg()[0],
        "by_chance": by_chance(rows),
        "honest": honest(rows),
        "tricks": tricks(rows),
        "by_rule": by_rule(rows),
        "unplayed": unplayed(),
        "calibration": calibration(rows),
    }
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "plan.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    for name, picture in plots(figures).items():
        (given.out / name).write_text(picture, encoding="utf-8")
    tell(figures)
    print(f"\n{len(rows)} apps, {launches} launches in {seconds:.0f} s on {given.processes} "
          f"processes (load {figures['load']:.1f}); written: {given.out}")  # fmt: skip


if __name__ == "__main__":
    main()
