"""The same app under every kind of phone and API level, read by the harness's own parsers."""

import pytest
from dialect_bench import PACKAGE, Met, redirector
from dialect_table import DOCUMENT, renewed

from device_profiles.profiles import matching
from harness.device.facts import read_facts
from harness.device.parsers.windows import parse_windows
from harness.device.waking import is_locked
from harness.domain.place import PlaceKind
from harness.virtual.phones import phone_kinds

DIALECTS = [(kind.id, api) for kind in phone_kinds().values() for api in kind.apis]
JUMPS = [
    (kind.id, api)
    for kind in phone_kinds().values()
    for api in kind.apis
    if kind.jump_at(api) is not None
]
LINK = "https://ad.example.com/sale?item=7&from=splash"
SMALL = {"width": 180, "height": 400, "density": 80}


@pytest.mark.parametrize(("profile", "api"), DIALECTS)
def test_a_redirect_is_seen_the_same_under_every_dialect(profile: str, api: int) -> None:
    """Facts, windows, place before and after, and the hop with its full address and caller."""
    met = Met(profile, api, redirector(LINK), **SMALL)
    facts = read_facts(met.link)
    config = met.phone.config
    assert (facts.api_level, facts.size_px.width, facts.density_dpi) == (api, 180, 80)
    assert facts.traits.manufacturer == config.manufacturer
    assert facts.awake is True
    assert not is_locked(met.link)
    assert met.place().kind is PlaceKind.LAUNCHER
    met.launch()
    place = met.place()
    assert (place.kind, place.package) == (PlaceKind.APP_PAGE, PACKAGE)
    _read_windows(met)
    met.tap_middle()
    met.wait(400)
    role = config.phone_kind.roles_at(api)["browser"]
    place = met.place()
    assert (place.kind, place.package, place.activity) == (PlaceKind.BROWSER, *role.pair)
    hop = met.hops()[-1]
    assert (hop.package, hop.kind, hop.data_uri, hop.redacted) == (
        role.package, PlaceKind.BROWSER, LINK, False,
    )  # fmt: skip
    assert hop.caller == PACKAGE


def _read_windows(met: Met) -> None:
    """The app's window, its type and frame; the bars above it."""
    windows = parse_windows(met.link.shell("dumpsys window windows").out)
    mine = next(w for w in windows if w.package == PACKAGE)
    assert (mine.type, mine.visible, mine.secure) == ("BASE_APPLICATION", True, False)
    assert mine.frame_px is not None
    assert (mine.frame_px.width, mine.frame_px.height) == (180, 400)
    kinds = [w.type for w in windows]
    assert kinds.index("STATUS_BAR") < kinds.index("BASE_APPLICATION")


@pytest.mark.parametrize(("profile", "api"), JUMPS)
def test_a_vendors_question_is_a_blocked_redirect_until_it_is_answered(
    profile: str, api: int
) -> None:
    """The place is the question, not a permission; allowed, the other app opens."""
    met = Met(profile, api, redirector("pinduoduo://com.xunmeng.pinduoduo/goods?id=5"), **SMALL)
    met.launch()
    met.tap_middle()
    met.wait(300)
    assert met.place().kind is PlaceKind.CONFIRM_JUMP
    assert met.hops()[-1].kind is PlaceKind.CONFIRM_JUMP
    met.touch("button:allow")
    met.wait(400)
    place = met.place()
    assert (place.kind, place.package) == (PlaceKind.OTHER_APP, "com.xunmeng.pinduoduo")


@pytest.mark.parametrize(
    ("profile", "link"),
    [
        ("aosp", "market://details?id=com.some.app"),
        ("hyperos", "mimarket://details?id=com.some.app"),
        ("emui", "appmarket://details?id=com.some.app"),
        ("harmonyos", "hiapplink://com.huawei.appmarket?appId=com.some.app"),
        ("coloros", "oppomarket://details?packagename=com.some.app"),
        ("originos", "vivomarket://details?id=com.some.app"),
        ("oneui", "samsungapps://ProductDetail/com.some.app"),
        ("miui", "tmast://appdetails?pname=com.some.app"),
    ],
)
def test_each_vendors_scheme_opens_its_store(profile: str, link: str) -> None:
    """A store by its vendor's scheme, on the page of the app that the link names."""
    met = Met(profile, None, redirector(link), **SMALL)
    met.launch()
    met.tap_middle()
    met.wait(400)
    place = met.place()
    assert place.kind is PlaceKind.STORE
    assert met.phone.desk.package_of(met.front).name == place.package
    texts = met.link.shell("uiautomator dump /sdcard/d.xml; cat /sdcard/d.xml").out
    assert "com.some.app" in texts


@pytest.mark.parametrize(("profile", "api"), [("aosp", 33), ("aosp", 34), ("emui", 29)])
def test_choosers_are_known_by_their_place(profile: str, api: int) -> None:
    """Where two apps answer, the place is a chooser: in the framework, apart, or the vendor's."""
    met = Met(profile, api, redirector("dual://x?y=1"), **SMALL)
    for name in ("com.xunmeng.pinduoduo", "com.example.shop"):
        met.phone.packages[name].activities[0].uri_prefixes += ("dual://",)
    met.launch()
    met.tap_middle()
    met.wait(300)
    assert met.place().kind is PlaceKind.CHOOSER


@pytest.mark.parametrize("profile", [k.id for k in phone_kinds().values() if k.id != "aosp"])
def test_our_device_profiles_match_the_vendors_they_name(profile: str) -> None:
    """What the phone says of itself chooses a profile of ours."""
    kind = phone_kinds()[profile]
    met = Met(profile, None, redirector(LINK), **SMALL)
    found = matching(read_facts(met.link).traits)
    vendors = {"Xiaomi": "xiaomi", "HUAWEI": "huawei", "OPPO": "oppo-vivo", "vivo": "oppo-vivo"}
    assert found[0].id == vendors.get(kind.build.manufacturer, found[0].id)


def test_the_tables_of_dialects_are_fresh() -> None:
    """If not: ``make dialect-table``."""
    document = DOCUMENT.read_text(encoding="utf-8")
    assert renewed(document) == document
