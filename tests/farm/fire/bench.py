"""``make bench-farm``: cases an hour against phones, and what the queue costs.

Virtual phones, one host, no fire. Figures with the machine's description, no assertion: on a
machine that others use they say little, and the load is printed beside them.
"""

import contextlib
import itertools
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import click
import msgspec
import sqlalchemy as sa
from farm_phones import phone
from ledger_cases import case_of, judged
from sqlalchemy.engine import Engine

from fire.ground import Database, Host
from harness.farm import hosts, reading
from harness.farm import tables as t
from harness.farm.claiming import claim
from harness.farm.database import acting, open_farm, writing
from harness.farm.finishing import Result, finish, free
from harness.farm.init import make
from harness.farm.records import CaseState, Order, PhoneState, Settings
from harness.farm.submitting import submit

APP = "com.example.recipes"
NAMES = itertools.count(1)


@click.command()
@click.option("--phones", "series", default="1,2,4", show_default=True)
@click.option("--each", default=3, show_default=True, help="Cases a phone.")
@click.option("--launches", default=3, show_default=True)
@click.option("--queued", default=300, show_default=True, help="Cases through the bare queue.")
@click.option("--out", type=click.Path(path_type=Path))
def main(series: str, each: int, launches: int, queued: int, out: Path | None) -> None:
    """Measure the queue alone, then whole cases on more and more phones."""
    told: dict[str, Any] = {"machine": platform.platform(), "cpus": os.cpu_count()}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-farm-")))
        folder.chmod(0o755)
        database = Database(folder, "127.0.0.1")
        stack.callback(database.close)
        make(database.url, Settings(store=str(folder / "shelf")))
        engine = open_farm(database.url)
        stack.callback(engine.dispose)
        told["queue"] = _queue(engine, queued)
        told["phones"] = [
            _phones(engine, database.url, folder, int(many), each, launches)
            for many in series.split(",")
        ]
    click.echo(f"{told['machine']}, {told['cpus']} CPUs")
    for name, figures in told["queue"].items():
        click.echo(f"{name:<44} median {figures['median_ms']:>7} ms  p95 {figures['p95_ms']:>7} ms")
    first = told["phones"][0]["cases_per_hour"]
    for row in told["phones"]:
        linear = row["cases_per_hour"] / (first * row["phones"] / told["phones"][0]["phones"])
        row["of_linear"] = round(linear, 2)
        click.echo(
            f"{row['phones']:>3} phones: {row['cases_per_hour']:>6.0f} cases an hour, "
            f"{linear:.2f} of linear, {row['cpu_s_per_case']} CPU s a case, between two cases "
            f"{row['gap_s']} s, load {row['load']}"
        )
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1))


def _queue(engine: Engine, cases: int) -> dict[str, dict[str, float]]:
    """Every transaction that a case costs, on a farm with one phone and no work in the cases."""
    facts = phone("bench")
    with acting(engine) as db:
        me = hosts.register(db, "bench", None, quota_bytes=1)
        hosts.announce(db, me.host, [facts])
    began = time.perf_counter()
    with acting(engine) as db:
        submit(db, [Order(package=APP)] * cases, name="bench", who="bench")
    taken: dict[str, list[float]] = {
        "submit (a case of one submission)": [(time.perf_counter() - began) / cases],
        "claim (fetch, lock, lease)": [],
        "free the phone": [],
        "finish (job, case, try, ledger)": [],
    }
    claims, frees, ends = list(taken.values())[1:]
    for number in range(cases):
        at = time.perf_counter()
        with acting(engine) as db:
            claimed = claim(db, me, {"bench": facts})
        claims.append(time.perf_counter() - at)
        assert claimed is not None
        at = time.perf_counter()
        with acting(engine) as db:
            free(db, claimed.try_id)
        frees.append(time.perf_counter() - at)
        name = f"bench-{number}"
        result = Result(
            case=case_of(name), judgement=judged(C03__close__top_right="violation"),
            manifest_sha256=f"{number:064x}", digest=f"sha256:{name}", bundle=name, host="bench",
        )  # fmt: skip
        at = time.perf_counter()
        with writing(engine) as db:
            finish(db, claimed.try_id, result)
        ends.append(time.perf_counter() - at)
    with acting(engine) as db:
        hosts.sign_off(db, me)
    return {name: _row(found) for name, found in taken.items()}


def _row(taken: list[float]) -> dict[str, float]:
    ordered = sorted(1000 * one for one in taken)
    return {"median_ms": round(statistics.median(ordered), 1),
            "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1)}  # fmt: skip


def _phones(
    engine: Engine, url: str, folder: Path, many: int, each: int, launches: int
) -> dict[str, Any]:
    """Whole cases on that many virtual phones."""
    host = Host(next(NAMES), folder, url, apart=False)
    try:
        host.start_phones(many, 1, 22_000)
        host.start_worker()
        while not _all_ready(engine, host.name, many):
            time.sleep(0.5)
        began, cpu = time.time(), _cpu_s()
        order = Order(package=APP, depth="quick", launches=launches)
        with acting(engine) as db:
            made = submit(db, [order] * (many * each), name="bench", who="bench")
        while any(
            line.state is not CaseState.FINISHED
            for line in reading.cases(engine, submission=made.id, limit=None)
        ):
            time.sleep(0.5)
        taken_s, cpu_s = time.time() - began, _cpu_s() - cpu
    finally:
        host.close()
    return {
        "phones": many, "cases": many * each, "seconds": round(taken_s, 1),
        "cases_per_hour": round(3600 * many * each / taken_s, 1),
        "cpu_s_per_case": round(cpu_s / (many * each), 1),
        "gap_s": _gap_s(engine, made.id), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _all_ready(engine: Engine, host: str, many: int) -> bool:
    lines = [line for line in reading.phones(engine) if line.host == host]
    return sum(line.state is PhoneState.READY for line in lines) == many


def _gap_s(engine: Engine, submission: int) -> float | None:
    """Median time from the end of a case on a phone (stored) to the start of its next one."""
    with acting(engine) as db:
        rows = db.execute(
            sa.select(t.tries.c.serials, t.tries.c.started_ns, t.tries.c.ended_ns)
            .join(t.cases, t.cases.c.id == t.tries.c.case_id)
            .where(t.cases.c.submission_id == submission)
            .order_by(t.tries.c.started_ns)
        ).all()
    last: dict[str, int] = {}
    gaps = []
    for serials, started_ns, ended_ns in rows:
        if serials[0] in last:
            gaps.append((started_ns - last[serials[0]]) / 1e9)
        last[serials[0]] = ended_ns
    return round(statistics.median(gaps), 2) if gaps else None


def _cpu_s() -> float:
    """CPU seconds of the whole machine, of everybody on it."""
    words = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()
    busy = [int(word) for word in words[1:9]]
    return (sum(busy) - busy[3] - busy[4]) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
