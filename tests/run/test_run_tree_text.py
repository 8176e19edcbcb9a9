"""Words of a hierarchy."""

from harness.run.tree_text import tree_text

DUMP = (
    '<?xml version="1.0"?><hierarchy rotation="0">'
    '<node index="0" text="" resource-id="com.android.systemui:id/clock" '
    'package="com.android.systemui" content-desc="12:00"/>'
    '<node index="0" class="android.webkit.WebView" text="A &amp; B" '
    'resource-id="com.x:id/title" package="com.x" '
    'content-desc=""><node text="立即领取" package="com.x" content-desc="ad"/></node></hierarchy>'
)


def test_texts_descriptions_and_ids_are_told_without_the_system_bars() -> None:
    """A page is told by the words of its own nodes, unescaped."""
    assert tree_text(DUMP) == (
        "android.webkit.WebView",
        "A & B",
        "com.x:id/title",
        "立即领取",
        "ad",
    )


def test_a_truncated_dump_tells_what_it_has() -> None:
    """Half a dump is half a page, not an error."""
    assert tree_text(DUMP[: DUMP.index("<node text=")])[1:] == ("A & B", "com.x:id/title")


def test_no_dump_has_no_words() -> None:
    """A hierarchy that was not given says nothing."""
    assert tree_text(None) == ()
