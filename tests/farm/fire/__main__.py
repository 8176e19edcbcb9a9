"""``python -m fire --hosts 3 --phones 24 --cases 300``: run a farm under fire, then count."""

import contextlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from fire.account import account, printed
from fire.chaos import Chaos
from fire.ground import Database, Host, bridge, namespaces_allowed, small_disk
from harness.farm import reading
from harness.farm import tables as t
from harness.farm.database import acting, open_farm
from harness.farm.init import make
from harness.farm.records import CaseState, Order, Settings, TryOutcome
from harness.farm.submitting import matrix, submit
from harness.ledger.engine import LedgerError

APPS = ("com.example.recipes", "com.example.notes", "com.example.wallpaper")
LOOK_S = 2.0
END_S = 180.0


@click.command()
@click.option("--hosts", "many_hosts", default=2, show_default=True)
@click.option("--phones", default=6, show_default=True, help="Of all hosts together.")
@click.option("--cases", default=20, show_default=True)
@click.option("--launches", default=3, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--every", "every_s", default=25.0, show_default=True, help="Seconds between deeds.")
@click.option("--cut", "cut_s", default=30.0, show_default=True)
@click.option("--lease", "lease_s", default=20.0, show_default=True)
@click.option("--most", "most_s", default=3600.0, show_default=True, help="Seconds at most.")
@click.option("--app", "apps", multiple=True, default=APPS)
@click.option("--keep", type=click.Path(path_type=Path), help="Keep everything in this folder.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the account as JSON.")
def main(
    many_hosts: int, phones: int, cases: int, launches: int, seed: int, every_s: float,
    cut_s: float, lease_s: float, most_s: float, apps: tuple[str, ...], keep: Path | None,
    out: Path | None,
) -> None:  # fmt: skip
    """Run cases on virtual phones while workers, database, network, phones and disks fail."""
    began = time.monotonic()

    def told(text: str) -> None:
        click.echo(f"{time.monotonic() - began:7.1f} s  {text}", err=True)

    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fire-")))
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        apart = namespaces_allowed()
        told(f"hosts are {'network namespaces' if apart else 'apart by ports only: not root'}")
        database = Database(folder, stack.enter_context(bridge(wanted=apart)))
        stack.callback(database.close)
        settings = Settings(store=str(folder / "shelf"), lease_s=lease_s, max_tries=20)
        make(database.url, settings)
        hosts = [Host(n, folder, database.url, apart=apart) for n in range(1, many_hosts + 1)]
        for host in hosts:
            stack.callback(host.close)
        disk = hosts[-1].folder / "work"
        mounted = stack.enter_context(small_disk(disk, 200))
        told(f"{hosts[-1].name} has {'a disk of 200 MB' if mounted else 'no disk of its own'}")
        share = [phones // many_hosts + (n < phones % many_hosts) for n in range(many_hosts)]
        for number, (host, count) in enumerate(zip(hosts, share, strict=True)):
            host.start_phones(count, seed + 100 * number, 21_000 + 100 * number)
            host.start_worker()
        told(f"{phones} phones on {many_hosts} hosts")
        engine = open_farm(database.url)
        stack.callback(engine.dispose)
        order = Order(package="", depth="quick", launches=launches)
        orders = matrix(order, apps, repeat=-(-cases // len(apps)))[:cases]
        with acting(engine) as db:
            submit(db, orders, name="fire", who="fire")
        chaos = Chaos(
            hosts, database, seed, told, every_s=every_s, cut_s=cut_s,
            disks={hosts[-1].name: disk} if mounted else {},
        )  # fmt: skip
        left = _burn(engine, hosts, chaos, told, began + most_s)
        chaos.calm()
        taken_s = time.monotonic() - began
        found = account(engine)
        click.echo(
            f"{cases} cases, {phones} phones, {many_hosts} hosts, seed {seed}, {taken_s:.0f} s; "
            f"network namespaces: {'yes' if apart else 'no'}; deeds: {chaos.counted}; "
            f"unfinished: {left}\n{printed(found)}"
        )
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            whole = {"seconds": taken_s, "deeds": chaos.counted, "account": found}
            out.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1))
    sys.exit(bool(found.wrong))


def _burn(
    engine: Engine, hosts: list[Host], chaos: Chaos, told: Callable[[str], None], until: float
) -> int:
    """Until nothing waits or runs, or the time is up; cases that are left."""
    said, left = "", -1
    while time.monotonic() < until:
        with contextlib.suppress(LedgerError):
            counted = reading.counts(engine)
            line = ", ".join(f"{many} {state}" for state, many in counted.items() if many)
            if line != said:
                told(line)
                said = line
            left = counted[CaseState.QUEUED] + counted[CaseState.RUNNING]
            if not left:
                _let_end(engine)
                return 0
        chaos.due()
        for host in hosts:
            host.supervise()
        time.sleep(LOOK_S)
    return left


def _let_end(engine: Engine) -> None:
    """A try whose case another one has just finished is told so, and takes a while to end."""
    until = time.monotonic() + END_S
    running = sa.select(sa.func.count()).where(t.tries.c.outcome == str(TryOutcome.RUNNING))
    while time.monotonic() < until:
        with contextlib.suppress(LedgerError), acting(engine) as db:
            if not db.execute(running).scalar_one():
                return
        time.sleep(LOOK_S)


if __name__ == "__main__":
    main()
