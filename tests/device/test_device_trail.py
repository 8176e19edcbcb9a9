"""Transcripts of log lines in, hops out."""

import pytest

from harness.device.parsers.logcat import LogLine
from harness.device.placing import PlaceNamer
from harness.device.trail import Trail
from harness.domain.place import DOWNLOAD, Hop, PlaceKind

APP = "com.demo.app"
VIEW = "android.intent.action.VIEW"
MS = 1_000_000


@pytest.fixture
def trail() -> Trail:
    namer = PlaceNamer()
    namer.watched = APP
    trail = Trail(namer)
    trail.learn_uids({APP: 10123, "com.android.browser": 10020})
    return trail


def log(trail: Trail, tag: str, message: str, at_ms: int) -> Hop | None:
    return trail.add(LogLine(tag=tag, message=message, level="I", pid=1), at_ms * MS)


def start(
    trail: Trail, at_ms: int, data: str, component: str, *, uid: int = 10123, code: int | None = 0
) -> None:
    dat = f"dat={data} " if data else ""
    tail = "" if code is None else f" with LAUNCH_MULTIPLE from uid {uid} result code={code}"
    message = f"START u0 {{act={VIEW} {dat}flg=0x10000000 cmp={component}}}{tail}"
    log(trail, "ActivityTaskManager", message, at_ms)


def created(
    trail: Trail, at_ms: int, data: str, component: str, tag: str = "wm_create_activity"
) -> None:
    log(trail, tag, f"[0,77,12,{component},{VIEW},NULL,{data or 'NULL'},268435456]", at_ms)


def dump(component: str, data: str, caller: str) -> str:
    return (
        f"    * Hist  #0: ActivityRecord{{77d5ede u0 {component} t9}}\n"
        f"      launchedFromUid=10123 launchedFromPackage={caller} userId=0\n"
        f"      Intent {{ act={VIEW} dat={data} flg=0x10000000 cmp={component} }}\n"
    )


BROWSER = "com.android.browser/.BrowserActivity"


@pytest.mark.parametrize("event_first", [True, False])
def test_start_line_and_event_are_one_hop(trail: Trail, event_first: bool) -> None:
    """Old Androids print START before the event, new ones after it: one hop either way."""
    steps = [
        lambda at: created(trail, at, "https://ad.example/...", BROWSER),
        lambda at: start(trail, at, "https://ad.example/...", BROWSER),
    ]
    for at_ms, step in enumerate(steps if event_first else reversed(steps), start=100):
        step(at_ms)
    (hop,) = trail.since(0)
    assert set(hop.source.split("+")) == {"start_line", "events"}
    assert hop.at_ns == 100 * MS, "a hop keeps the time at which it was first told"
    assert (hop.caller, hop.caller_uid, hop.result_code) == (APP, 10123, 0)
    assert hop.kind is PlaceKind.BROWSER
    assert hop.redacted


def test_a_second_visit_is_a_second_hop(trail: Trail) -> None:
    """The same target twice is two hops, not one."""
    for at_ms in (100, 900):
        start(trail, at_ms, "https://ad.example/...", BROWSER)
        created(trail, at_ms + 5, "https://ad.example/...", BROWSER)
    assert len(trail.since(0)) == 2


def test_a_trampoline_is_not_lost(trail: Trail) -> None:
    """Each station of a chain is a hop, in order, with its own caller."""
    start(trail, 100, "shopapp://item/...", "com.mall.shop/.Router")
    trail.learn_uids({"com.mall.shop": 10200})
    start(trail, 160, "", "com.mall.shop/.ItemPage", uid=10200)
    first, second = trail.since(0)
    assert (first.component, second.component) == (
        "com.mall.shop/com.mall.shop.Router",
        "com.mall.shop/com.mall.shop.ItemPage",
    )
    assert (first.caller, second.caller) == (APP, "com.mall.shop")
    assert first.kind is PlaceKind.OTHER_APP


def test_the_richer_address_wins(trail: Trail) -> None:
    """One source cut the address, the other did not."""
    created(trail, 100, "app://shop/...", "com.mall.shop/.Router")
    start(trail, 101, "app://shop/item?id=7", "com.mall.shop/.Router")
    (hop,) = trail.since(0)
    assert (hop.data_uri, hop.redacted) == ("app://shop/item?id=7", False)


def test_nothing_resolves_is_still_a_hop(trail: Trail) -> None:
    """An attempt counts as an attempt, and the crash that follows does not hide it."""
    log(
        trail,
        "ActivityManager",
        f"START u0 {{act={VIEW} dat=https://example.com/}} from pid 742",
        5,
    )
    log(
        trail,
        "am_crash",
        "[742,0,com.demo.app,11,a.content.ActivityNotFoundException,No Activity found,I.java,1]",
        9,
    )
    attempt, crash = trail.since(0)
    assert (attempt.data_uri, attempt.component) == ("https://example.com/", None)
    assert (crash.kind, crash.package) == (PlaceKind.CRASH, APP)


@pytest.mark.parametrize("rest", ["0", "0,0"])
def test_a_new_download_is_a_hop_of_the_app_that_asked(trail: Trail, rest: str) -> None:
    """By the tag of its notification; progress (status 1), completion and others' are none."""
    notice = "[10005,331,com.android.providers.downloads,0,{},0,Notification(flags=0x2),{}]"
    log(trail, "notification_enqueue", notice.format(f"1:{APP}", rest), 5)
    log(trail, "notification_enqueue", notice.format(f"1:{APP}", rest.replace("0", "1", 1)), 6)
    log(trail, "notification_enqueue", notice.format("3:17", rest), 7)
    log(trail, "notification_enqueue", f"[10050,9,{APP},0,1:x,0,Notification(),{rest}]", 8)
    (hop,) = trail.since(0)
    assert (hop.action, hop.caller, hop.component) == (DOWNLOAD, APP, None)


def test_old_android_names_the_caller_by_process(trail: Trail) -> None:
    """START lines of Android 4 have a process id; am_proc_start told whose it is."""
    log(
        trail,
        "am_proc_start",
        "[0,742,10021,com.example.hello,activity,com.example.hello/.Main]",
        1,
    )
    log(trail, "ActivityManager", f"START u0 {{act={VIEW} cmp={BROWSER}}} from pid 742", 5)
    (hop,) = trail.since(0)
    assert hop.caller == "com.example.hello"


def test_dump_completes_address_and_caller(trail: Trail) -> None:
    """The full address comes from dumpsys; time and place in the order stay."""
    created(trail, 100, "https://ad.example/...", BROWSER)
    before = trail.since(0)
    trail.complete_from_history(dump(BROWSER, "https://ad.example/l?cid=42", APP), 300 * MS)
    (hop,) = trail.since(0)
    assert (hop.data_uri, hop.redacted) == ("https://ad.example/l?cid=42", False)
    assert hop.caller == APP
    assert hop.source == "events+dumpsys"
    assert hop.at_ns == before[0].at_ns
    assert trail.pending(0) == []


def test_dump_of_another_address_is_not_taken(trail: Trail) -> None:
    """A record that cannot be this start leaves the hop as it was."""
    created(trail, 100, "https://ad.example/...", BROWSER)
    trail.complete_from_history(dump(BROWSER, "https://other.example/", APP), 300 * MS)
    (hop,) = trail.since(0)
    assert hop.redacted
    assert trail.pending(0) == [hop]


def test_new_intent_is_not_completed_from_the_record_of_the_first(trail: Trail) -> None:
    """A running activity's record keeps the intent that created it."""
    created(trail, 100, "https://ad.example/...", BROWSER, tag="wm_new_intent")
    trail.complete_from_history(dump(BROWSER, "https://ad.example/old", APP), 300 * MS)
    assert trail.since(0)[0].redacted
    starter = f"  Intent {{ act={VIEW} dat=https://ad.example/new cmp={BROWSER} }}\n"
    trail.complete_from_starter(starter, 310 * MS)
    assert trail.since(0)[0].data_uri == "https://ad.example/new"


def test_times_are_unique(trail: Trail) -> None:
    """Two hops of one millisecond stay apart: readers tell hops by their time."""
    start(trail, 100, "", BROWSER)
    start(trail, 100, "", "com.mall.shop/.Router")
    assert len({hop.at_ns for hop in trail.since(0)}) == 2


def test_since_leaves_out_what_was_before(trail: Trail) -> None:
    """A mark separates what was before from what follows."""
    start(trail, 100, "", BROWSER)
    start(trail, 200, "", "com.mall.shop/.Router")
    assert [hop.package for hop in trail.since(150 * MS)] == ["com.mall.shop"]


def test_last_place_follows_resumed_activities(trail: Trail) -> None:
    """Newest wins; a late older line changes nothing."""
    log(trail, "wm_set_resumed_activity", "[0,com.android.browser/.BrowserActivity,x]", 200)
    log(trail, "wm_set_resumed_activity", "[0,com.demo.app/.Main,x]", 100)
    assert trail.last_place.kind == "browser"
    assert trail.last_place.source == "wm_set_resumed_activity"
    log(trail, "am_resume_activity", "[0,11,2,com.demo.app/.Main]", 300)
    assert trail.last_place.kind == "app_page"
