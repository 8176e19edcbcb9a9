"""Ordering, claiming, losing and finishing cases, on a real PostgreSQL server."""

from collections.abc import Sequence

import msgspec
import pytest
import sqlalchemy as sa
from farm_phones import phone
from ledger_cases import case_of, judged
from sqlalchemy.engine import Engine

from harness.domain.errors import UsageError
from harness.farm import finishing, hosts, reading
from harness.farm.claiming import Claim, claim
from harness.farm.database import acting, writing
from harness.farm.finishing import Failure, Result, cancelled, fail, finish, free, to_stop
from harness.farm.hosts import Registered
from harness.farm.records import (
    Blame,
    CaseState,
    HostState,
    Order,
    PhoneFacts,
    PhoneState,
    TryOutcome,
    Wants,
)
from harness.farm.submitting import Submission, cancel, matrix, submit
from harness.ledger import Ledger
from harness.ledger.engine import LedgerError

pytestmark = pytest.mark.early

pytest_plugins = ("farm_places",)

APP = "com.example.a"


def begin(farm: Engine, name: str, *phones: PhoneFacts) -> Registered:
    with acting(farm) as db:
        me = hosts.register(db, name, None, quota_bytes=10**9)
        hosts.announce(db, me.host, phones)
        return me


def order(farm: Engine, *orders: Order) -> Submission:
    with acting(farm) as db:
        return submit(db, orders or [Order(package=APP)], name="test", who="tester")


def take(farm: Engine, me: Registered, *phones: PhoneFacts) -> Claim | None:
    with acting(farm) as db:
        return claim(db, me, {one.serial: one for one in phones})


def taken(farm: Engine, me: Registered, *phones: PhoneFacts) -> Claim:
    found = take(farm, me, *phones)
    assert found is not None
    return found


def result(name: str, *, version: int = 1, day: int = 1, **verdicts: str) -> Result:
    return Result(
        case=case_of(name, version=version, day=day),
        judgement=judged(**(verdicts or {"C03__close__top_right": "violation"})),
        manifest_sha256=name.encode().hex().rjust(64, "0"),
        digest=f"sha256:{name}",
        bundle=f"bundles/{name}.zip",
        host="h1",
    )


def ended(farm: Engine, try_id: int, done: Result) -> TryOutcome:
    with writing(farm) as db:
        return finish(db, try_id, done)


def failed(farm: Engine, try_id: int, blame: Blame = Blame.PHONE) -> CaseState:
    with acting(farm) as db:
        return fail(db, try_id, Failure(blame=blame, why="three launches broken"))


def at_once(farm: Engine) -> None:
    """Let what waits for its next try be fetched now."""
    with acting(farm) as db:
        db.exec_driver_sql("UPDATE procrastinate_jobs SET scheduled_at = NULL")


def states(farm: Engine) -> Sequence[CaseState]:
    return [line.state for line in reversed(reading.cases(farm))]


def test_a_case_is_given_to_one_phone_and_finished_with_its_ledger_row(farm: Engine) -> None:
    """Job, case, try, lease and ledger's row change together."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm)
    claimed = taken(farm, me, one)
    assert take(farm, me, one) is None
    assert reading.phones(farm)[0].state is PhoneState.BUSY
    assert ended(farm, claimed.try_id, result("a")) is TryOutcome.STORED
    line = reading.case(farm, claimed.case)
    assert (line.state, line.verdict, line.bundle) == ("finished", "violation", "bundles/a.zip")
    assert [one.outcome for one in line.attempts] == ["stored"]
    assert reading.phones(farm)[0].state is PhoneState.READY
    assert [c.case for c in Ledger(farm).cases()] == ["a"]


def test_the_same_result_told_twice_is_in_the_ledger_once(farm: Engine) -> None:
    """A worker that died between the commit and its answer tells it again."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm)
    claimed = taken(farm, me, one)
    assert [ended(farm, claimed.try_id, result("a")) for _ in range(2)] == ["stored", "stored"]
    assert len(Ledger(farm).cases()) == 1


def test_the_second_of_two_tries_that_finish_is_surplus(farm: Engine) -> None:
    """A host that was cut off comes back with a result after another has finished the case."""
    first, second = begin(farm, "h1", phone("p1")), begin(farm, "h2", phone("p2"))
    order(farm)
    old = taken(farm, first, phone("p1"))
    with acting(farm) as db:
        finishing.lose(db, old.try_id, "silent")
    new = taken(farm, second, phone("p2"))
    assert ended(farm, new.try_id, result("new")) is TryOutcome.STORED
    assert ended(farm, old.try_id, result("old")) is TryOutcome.SURPLUS
    assert [c.case for c in Ledger(farm).cases()] == ["new"]


def test_a_lost_try_that_finishes_first_after_all_counts_and_stops_the_other(farm: Engine) -> None:
    """Whoever stores first has done the case; the other is told to stop."""
    first, second = begin(farm, "h1", phone("p1")), begin(farm, "h2", phone("p2"))
    order(farm)
    old = taken(farm, first, phone("p1"))
    with acting(farm) as db:
        finishing.lose(db, old.try_id, "silent")
    new = taken(farm, second, phone("p2"))
    assert ended(farm, old.try_id, result("old")) is TryOutcome.STORED
    with acting(farm) as db:
        assert to_stop(db, second.host) == [new.try_id]
        cancelled(db, new.try_id)
    assert [t.outcome for t in reading.case(farm, old.case).attempts] == ["stored", "surplus"]


def test_a_result_that_cannot_be_written_leaves_no_trace(farm: Engine) -> None:
    """No finished job without its ledger row: one transaction."""
    me = begin(farm, "h1", phone("p1"))
    order(farm, Order(package=APP), Order(package=APP))
    one = taken(farm, me, phone("p1"))
    ended(farm, one.try_id, result("a"))
    two = taken(farm, me, phone("p1"))
    stolen = msgspec.structs.replace(result("b"), digest="sha256:a")
    with pytest.raises(LedgerError):
        ended(farm, two.try_id, stolen)
    assert states(farm) == ["finished", "running"]
    assert [c.case for c in Ledger(farm).cases()] == ["a"]


def test_a_silent_workers_cases_wait_again_and_the_loss_is_seen(farm: Engine) -> None:
    """Its lease runs out; another host runs the case as a second try."""
    silent, other = begin(farm, "h1", phone("p1")), begin(farm, "h2", phone("p2"))
    order(farm)
    claimed = taken(farm, silent, phone("p1"))
    with acting(farm) as db:
        db.exec_driver_sql(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '90 s' "
            "WHERE id = %(id)s",
            {"id": silent.worker},
        )
        assert hosts.sweep(db, 60.0) == [claimed.try_id]
    assert {h.name: h.state for h in reading.hosts(farm)} == {"h1": "lost", "h2": "up"}
    again = taken(farm, other, phone("p2"))
    assert (again.case, again.number) == (claimed.case, 2)
    first = reading.case(farm, claimed.case).attempts[0]
    assert (first.outcome, first.why) == ("lost", "host h1 was silent for more than 60 s")
    with acting(farm) as db:
        assert hosts.beat(db, silent, disk_used_bytes=0, waiting_uploads=0) is None


def test_a_worker_that_begins_anew_keeps_what_it_has_finished_and_gives_back_the_rest(
    farm: Engine,
) -> None:
    """What lies finished on its disk is stored from there; the other case waits again."""
    phones = phone("p1"), phone("p2")
    me = begin(farm, "h1", *phones)
    order(farm, Order(package=APP), Order(package=APP))
    kept, given_back = taken(farm, me, phones[0]), taken(farm, me, phones[1])
    with acting(farm) as db:
        again = hosts.register(db, "h1", None, quota_bytes=1, keep=[kept.try_id])
    assert again.host == me.host
    assert states(farm) == ["running", "queued"]
    assert ended(farm, kept.try_id, result("a")) is TryOutcome.STORED
    assert reading.case(farm, given_back.case).attempts[0].outcome is TryOutcome.LOST


def test_three_cases_that_fail_on_a_phone_quarantine_it_with_its_evidence(farm: Engine) -> None:
    """The tries that led there are named, and nothing runs on it until a person says so."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm, *[Order(package=APP) for _ in range(4)])
    tries = []
    for _ in range(3):
        tries.append(taken(farm, me, one).try_id)
        assert failed(farm, tries[-1]) is CaseState.QUEUED
    line = reading.phones(farm)[0]
    assert (line.state, line.failures, line.evidence) == ("quarantined", 3, tuple(tries))
    with acting(farm) as db:
        hosts.announce(db, me.host, [one])
    assert take(farm, me, one) is None
    with acting(farm) as db:
        hosts.set_phone(db, line.id, PhoneState.OFFLINE, "looked at")
        hosts.announce(db, me.host, [one])
    assert take(farm, me, one) is not None


def test_one_case_that_fails_again_and_again_is_no_phones_fault(farm: Engine) -> None:
    """It fails for good after its tries, each of them visible; the phone goes on."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm)
    for _ in range(5):
        claimed = taken(farm, me, one)
        failed(farm, claimed.try_id)
        at_once(farm)
    line = reading.case(farm, claimed.case)
    assert line.state is CaseState.FAILED
    assert [(t.number, t.outcome, t.blame) for t in line.attempts] == [
        (number, "failed", "phone") for number in range(1, 6)
    ]
    assert "5 tries, the last: three launches broken" in line.why
    assert reading.phones(farm)[0].state is PhoneState.READY


def test_a_hosts_fault_is_not_counted_against_the_phone(farm: Engine) -> None:
    """A full disk quarantines nobody."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm, *[Order(package=APP) for _ in range(3)])
    for _ in range(3):
        failed(farm, taken(farm, me, one).try_id, Blame.HOST)
    assert reading.phones(farm)[0].failures == 0


@pytest.mark.parametrize(
    ("wants", "which"),
    [
        (Wants(profile="xiaomi"), "x"),
        (Wants(android_min=13, android_max=13), "old"),
        (Wants(vendor="EXAMPLE", android_min=14), "plain"),
        (Wants(region="beijing"), "x"),
        (Wants(capabilities=("shakes",)), "old"),
        (Wants(calibrated=True), "plain"),
        (Wants(profile="huawei"), None),
    ],
)
def test_a_case_goes_only_to_a_phone_that_has_what_it_wants(
    farm: Engine, wants: Wants, which: str | None
) -> None:
    """Properties are asked for, never a serial."""
    phones = (
        phone("old", android=13, capabilities=("shakes",)),
        phone("plain", calibrated=True),
        phone("x", profile="xiaomi", manufacturer="Xiaomi", brand="xiaomi", region="beijing"),
    )
    me = begin(farm, "h1", *phones)
    order(farm, Order(package=APP, wants=wants))
    claimed = take(farm, me, *phones)
    assert (claimed.serials[0] if claimed else None) == which
    assert reading.queues(farm)[0].phones_now == (1 if which else 0)


def test_a_case_may_share_its_launches_among_equal_phones(farm: Engine) -> None:
    """As many as are free, of one kind, each leased."""
    phones = phone("a"), phone("b"), phone("c", density_dpi=320), phone("d")
    me = begin(farm, "h1", *phones)
    order(farm, Order(package=APP, phones=3), Order(package=APP))
    assert taken(farm, me, *phones).serials == ("a", "b", "d")
    assert taken(farm, me, *phones).serials == ("c",)


def test_phones_are_free_while_a_bundle_is_still_being_stored(farm: Engine) -> None:
    """The next case begins on the phone before the one before is finished."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm, Order(package=APP), Order(package=APP))
    first = taken(farm, me, one)
    with acting(farm) as db:
        free(db, first.try_id)
    taken(farm, me, one)
    assert ended(farm, first.try_id, result("a")) is TryOutcome.STORED
    assert states(farm) == ["finished", "running"]


def test_a_waiting_case_is_cancelled_at_once_and_a_running_one_is_asked_to_end(
    farm: Engine,
) -> None:
    """Neither comes back."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    made = order(farm, Order(package=APP), Order(package=APP))
    running = taken(farm, me, one)
    with acting(farm) as db:
        assert cancel(db, made.cases[1]) is CaseState.CANCELLED
        assert cancel(db, running.case) is CaseState.RUNNING
        assert to_stop(db, me.host) == [running.try_id]
        cancelled(db, running.try_id)
    assert states(farm) == ["cancelled", "cancelled"]
    assert take(farm, me, one) is None


def test_a_draining_host_says_so_until_it_is_taken_back(farm: Engine) -> None:
    """The worker reads it with its next heartbeat."""
    me = begin(farm, "h1", phone("p1"))
    for back, state in ((False, HostState.DRAINING), (True, HostState.UP)):
        with acting(farm) as db:
            hosts.drain(db, "h1", back=back)
            assert hosts.beat(db, me, disk_used_bytes=1, waiting_uploads=0) is state
    with acting(farm) as db, pytest.raises(UsageError, match="no host 'h9'"):
        hosts.drain(db, "h9")


def test_a_phone_that_is_gone_flat_or_back_is_shown_as_such(farm: Engine) -> None:
    """What the worker announced last holds."""
    me = begin(farm, "h1", phone("p1"), phone("p2"))
    flat = msgspec.structs.replace(phone("p1").health, battery_percent=3)
    with acting(farm) as db:
        hosts.announce(db, me.host, [phone("p1", health=flat)])
    shown = {line.facts.serial: (line.state, line.why) for line in reading.phones(farm)}
    assert shown == {
        "p1": ("unfit", "battery at 3 %: charge it"),
        "p2": ("offline", "adb does not list it"),
    }


def test_a_matrix_is_every_app_on_every_profile_in_every_region() -> None:
    """One submission, one case a combination, seeds that follow where it is repeated."""
    base = Order(package="", wants=Wants(android_min=12), seed=5)
    orders = matrix(base, ["a.b", "c.d"], ["xiaomi", "huawei"], ["bj", "sh"], repeat=2)
    assert len(orders) == 16
    assert {(o.package, o.wants.profile, o.wants.region, o.seed) for o in orders} == {
        (app, profile, region, seed)
        for app in ("a.b", "c.d")
        for profile in ("xiaomi", "huawei")
        for region in ("bj", "sh")
        for seed in (5, 6)
    }
    assert {o.wants.android_min for o in orders} == {12}


def test_a_submission_with_one_wrong_order_queues_nothing(farm: Engine) -> None:
    """All or none."""
    with pytest.raises(UsageError, match="--depth deep"):
        order(farm, Order(package=APP), Order(package=APP, depth="deep"))
    assert reading.cases(farm) == []


def test_a_new_version_is_compared_with_the_old_and_recurrences_are_flagged(farm: Engine) -> None:
    """回头看: what is there again is named in the case."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm)
    ended(farm, taken(farm, me, one).try_id, result("old"))
    with acting(farm) as db:
        submit(db, [Order(package=APP)], name="v2", who="t", retest_of={APP: "old"})
    claimed = taken(farm, me, one)
    ended(farm, claimed.try_id, result("new", version=2, day=2))
    line = reading.case(farm, claimed.case)
    assert line.recurred == ("C03 close@top_right: still",)


def test_two_workers_never_get_one_job(farm: Engine) -> None:
    """Each of many claims is another case."""
    workers = [begin(farm, f"h{n}", phone(f"p{n}")) for n in range(4)]
    order(farm, *[Order(package=APP) for _ in range(3)])
    claims = [take(farm, me, phone(f"p{n}")) for n, me in enumerate(workers)]
    assert [c.case if c else None for c in claims] == [1, 2, 3, None]


def test_the_engine_itself_refuses_a_second_case_on_a_leased_phone(farm: Engine) -> None:
    """Even a worker that asks for a phone which the farm holds for busy gets nothing."""
    me, one = begin(farm, "h1", phone("p1")), phone("p1")
    order(farm, Order(package=APP), Order(package=APP))
    taken(farm, me, one)
    with acting(farm) as db:
        leases = db.execute(sa.text("SELECT count(*) FROM farm_leases")).scalar_one()
        locks = db.execute(
            sa.text("SELECT lock FROM procrastinate_jobs WHERE status = 'doing'")
        ).scalars()
        assert (leases, list(locks)) == (1, ["phone:1"])
    assert take(farm, me, one) is None
