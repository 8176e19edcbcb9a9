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
    ("mkdir -p e/f; echo x > e/f/x; ls -R e; find e; find e -name x -delete; find e -type d",
     "e:\nf\n\ne/f:\nx\ne\ne/f\ne/f/x\ne\ne/f\n"),
    ("echo a > a; chmod u+x,go-r a; stat -c %a a; chmod a=r a; stat -c %a a; chmod -r a || echo no",
     "700\n444\n"),
    (("echo a > a; echo b > b; cp -n a b; cp -v b c; ln -s no l; cp -a l k; readlink k; mv -n a b;"
     " cat b; find . -maxdepth 1 -name '[abc]' -exec echo {} +"), "cp 'b'\nno\nb\n./a ./b ./c\n"),
    ("echo a > a; echo x > b; wc a b; wc -l a; wc < b; head -n 1 a b; cut -c1 a b; sort -r a b",
     ("      1       1       2 a\n      1       1       2 b\n      2       2       4 total\n1 a\n"
     "      1       1       2\n==> a <==\na\n\n==> b <==\nx\na\nx\nx\na\n")),
    (("printf 'a\nb\nc\nd\ne\nf\n' > q; grep -nC1 -e b -e f q; grep -m2 -c . q;"
     " grep -rl f; grep -w b q ."),
     "1-a\n2:b\n3-c\n--\n5-e\n6:f\n2\n./q\nq:b\n"),
    ("echo a{2} | grep 'a{2}'; echo a1 | grep -o '[[:digit:]]'; echo zz | grep -w z || echo no",
     "a{2}\n1\nno\n"),
    ((r"printf 'b 2\na 10\n' | sort -k2 -n; printf 'b:2\na:1\n' | sort -t: -k2;"
     " seq -w 8 .5 9; seq -s , 2"),
     "b 2\na 10\na:1\nb:2\n8.0\n8.5\n9.0\n1,2\n"),
    (("ln -s no l; test -L l; echo $?; echo > a; test -x a; echo $?; [ a = a; echo $?;"
      " test a -nt n; echo $?; stat -c '%F %h %%' l; echo a | xargs nosuch; echo $?"),
     "0\n1\n2\n0\nsymbolic link 1 %\n127\n"),
    ("touch -d @5 a; touch -c no; stat -c %Y a; ls; mkdir -m 700 d; stat -c %a d", "5\na\n700\n"),
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


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("cp; mv a", 'cp: Needs 1 argument (see "cp --help")\nmv: Needs 2 arguments\n'),
        ("cp no x; mv no x", ("cp: bad 'no': No such file or directory\n"
         "mv: bad 'no': No such file or directory\n")),
        ("echo > a; mkdir d; cp d x; cp a a; cp a d n; cp a n/x; cp -r d d",
         ("cp: Skipped dir 'x': No such file or directory\ncp: 'a' is 'a'\ncp: 'n' not directory\n"
         "cp: n/x: No such file or directory\ncp: 'd/d' is 'd'\n")),
        ("echo > a; ln -s b a; ln no z; mkdir -p a/b; chmod zz a; find no; rm; chmod 7",
         ("ln: cannot create symbolic link from 'b' to 'a': File exists\n"
         "ln: cannot create hard link from 'no' to 'z': No such file or directory\n"
         "mkdir: 'a/b': Not a directory\nchmod: bad mode 'zz'\n"
         "find: 'no': No such file or directory\n"
         'rm: Needs 1 argument (see "rm --help")\nchmod: Need 2 arguments (see "chmod --help")\n')),
    ],
)  # fmt: skip
def test_what_file_tools_say(line: str, told: str) -> None:
    """In toybox's words."""
    assert shell(f"cd /data/local/tmp; {line}").err == told
