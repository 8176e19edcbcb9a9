"""Tools of toybox, with what Debian's toybox 0.8.9 prints for the same lines."""

import pytest
from wire_host import shell

ROW = " 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66\n"
LINES = [
    (r"printf 'a\na\nb\n' | uniq -c", "      2 a\n      1 b\n"),
    (r"printf 'a\na\nb\n' | uniq -d; printf 'a\na\nb\n' | uniq -u", "a\nb\n"),
    (r"printf 'a\n\nb\n' | nl", "     1\ta\n       \n     2\tb\n"),
    (r"printf 'a\nb\n' | paste -sd,", "a,b\n"),
    (r"printf '1\n2\n' > p; printf 'a\n' > q; paste p q", "1\ta\n2\t\n"),
    ("printf abc > p; printf abd > q; cmp p q; echo $?", "p q differ: char 3, line 1\n1\n"),
    ("printf abc > p; cp p q; cmp p q; echo $?; cmp p none 2>/dev/null; echo $?", "0\n2\n"),
    (r"printf 'ab\0\n' | od -c", "0000000   a   b  \\0  \\n\n0000004\n"),
    ("printf 0123456789abcdefX | od -An -tx1", ROW + " 58\n"),
    ("printf abc > p; truncate -s 2 p; cat p; truncate -s +2 p; stat -c %s p", "ab4\n"),
    ("mkdir -p a/b; echo 1 > a/b/c; cp -r a z; mv z y; cat y/b/c; find y -type f", "1\ny/b/c\n"),
    (r"printf 'a\nb\nc\nd\n' | sed -n '2,3p'; printf 'a\nb\n' | sed '$d'", "b\nc\na\n"),
    (r"printf 'a\nb\nc\n' | sed '/b/d;s/c/C/'", "a\nC\n"),
    (r"printf 'aab\n' | sed -n 's/a/x/gp'; echo a/b | sed -e 's#/#-#' -e 's/a/A/'", "xxb\nA-b\n"),
    ("date -u -d @86400 +%Y-%m-%d; date -d nonsense 2>/dev/null || echo bad", "1970-01-02\nbad\n"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "out"), LINES)
def test_lines(line: str, out: str) -> None:
    """The output is toybox's."""
    assert shell(f"cd /data/local/tmp; {line}").out == out


@pytest.mark.parametrize(
    "line", ["cp -r /data/local /data/local/tmp/x", "cmp a", "truncate x", "uniq none", "od none"]
)
def test_what_cannot_be_done_is_told(line: str) -> None:
    """A status that is not 0, and a word on standard error."""
    done = shell(line)
    assert done.status != 0
    assert done.err
