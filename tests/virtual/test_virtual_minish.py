"""The phone's shell: what a line gives, as mksh on a phone gives it."""

import asyncio
import contextlib
import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_host import machine, shell

from harness.virtual.shell.minish import run_text
from harness.virtual.shell.parser import parse
from harness.virtual.shell.session import new_shell
from harness.virtual.shell.streams import Bytes, Collected, Pipe
from harness.virtual.shell.syntax import ShellSyntaxError

TABLE = [
    # lists and status
    ("echo a; echo b", "a\nb\n"),
    ("true && echo yes || echo no", "yes\n"),
    ("false && echo yes || echo no", "no\n"),
    ("false || false || echo end", "end\n"),
    ("false; echo X4EXIT:$?", "X4EXIT:1\n"),
    ("! true; echo $?", "1\n"),
    ("(exit 3); echo $?", "3\n"),
    # quotes
    ("echo 'a  b' \"c  d\" e\\ \\ f", "a  b c  d e  f\n"),
    ("echo '$HOME' \"$HOME\" \\$HOME", "$HOME / $HOME\n"),
    ("echo a'b'\"c\"d", "abcd\n"),
    ('echo "\\"x\\" \\n"', '"x" \n\n'),
    ("x=5; ((x++)); ((x+=2)); echo $x $((x--)) $((++x)); ((0)); echo $?", "8 8 8\n1\n"),
    ("echo $((2#101)) $((16#ff)) $((10#08)); let y=3*4; echo $y", "5 255 8\n12\n"),
    ("[[ abc == a* && ! ( b == c || -z x ) ]]; echo $?; [[ 5 -gt 07 ]]; echo $?", "0\n1\n"),
    ('v="a b"; [[ $v == "a b" ]]; echo $?; [[ -d /sdcard && -n $v ]]; echo $?', "0\n0\n"),
    ("[[ b > a ]] && [[ a < b ]] && echo ordered; [[ 'a*' == a\\* ]]; echo $?", "ordered\n0\n"),
    (
        "s=hello; echo ${s:1:3} ${s:2} ${s: -2} ${s/l/L} ${s//l/L} ${s//l}",
        "ell llo lo heLlo heLLo heo\n",
    ),
    ("read a b <<< 'one two three'; echo $b", "two three\n"),
    ("trap 'echo bye $?' EXIT; echo hi; (trap - EXIT); exit 3", "hi\nbye 3\n"),
    ("trap 'echo hup' HUP; kill -HUP $$; echo on; (exit 3); echo $?", "hup\non\n3\n"),
    ("trap '' TERM; kill -TERM $$; echo survived", "survived\n"),
    ("trap 'echo t' 15; kill -TERM $$; echo $?; trap", "t\n0\ntrap -- 'echo t' TERM\n"),
    (
        "{ trap 'echo in' USR1; sleep 9& wait; echo $?; kill $!; } & sleep .1; kill -USR1 $!; wait",
        "in\n138\n",
    ),
    ("print -n a; print -r 'b\\n'; ulimit -n; echo $((RANDOM < 32768))", "ab\\n\n32768\n1\n"),
    ("( (echo nested) ); ((1)) && echo yes", "nested\nyes\n"),
    (r"echo -E 'a\nb'; echo -ne 'a\0101\x42\cz'", "a\\nb\naAB"),
    (r"printf '%s-%d|' a 1 b 2; printf '%x %c' 255 xyz", "a-1|b-2|ff x"),
    (r"printf '%b' '\0101\t'; printf '%5s|%-3s|%*d' ab c 3 7", "A\t   ab|c  |  7"),
    ("echo $'a\\tb'", "a\tb\n"),
    ("echo a # b; echo c", "a\n"),
    ("echo a#b", "a#b\n"),
    ("echo a \\\nb", "a b\n"),
    # variables
    ("a=1; b=$a$a; echo $b ${b}x", "11 11x\n"),
    ("A=1 printenv A; echo [$A]", "1\n[]\n"),
    ("A=1; printenv A; export A; printenv A", "1\n"),
    ("export A=''; exec echo '-d'", "-d\n"),
    ("a='x   y'; echo $a; echo \"$a\"", "x y\nx   y\n"),
    ("echo ${no:-def} ${no-def} [${no:+x}] ${HOME:+x}", "def def [] x\n"),
    ("a=/x/y.tar.gz; echo ${a##*/} ${a%.*} ${a%%.*} ${#a}", "y.tar.gz /x/y.tar /x/y 11\n"),
    ("set -- a 'b c'; for x in \"$@\"; do echo $x; done; echo $#", "a\nb c\n2\n"),
    ("echo $((2+3*4)) $((7/2)) $((-7/2)) $((1<2 && 3))", "14 3 -3 1\n"),
    # substitution
    ("echo $(echo a; echo b) \"$(echo 'c  d')\"", "a b c  d\n"),
    ("echo `echo x`$(echo $(echo y))", "xy\n"),
    ("echo $(echo ')')", ")\n"),
    # pipes and redirections
    ("echo a b c | tr a-z A-Z | cut -d' ' -f2", "B\n"),
    ("echo out; echo err >&2", "out\n"),
    ("nosuch 2>/dev/null; echo $?", "127\n"),
    ("{ echo a; echo b >&2; } 2>&1 | sort -r", "b\na\n"),
    ("echo x > /sdcard/f; echo y >> /sdcard/f; cat < /sdcard/f", "x\ny\n"),
    ("nosuch &> /sdcard/e; cat /sdcard/e", "/system/bin/sh: nosuch: inaccessible or not found\n"),
    ("(echo a; echo b) > /sdcard/g; wc -l < /sdcard/g", "2\n"),
    ("yes | head -n 3", "y\ny\ny\n"),
    ("cat <<E\n$HOME\nE\ncat <<'E'\n$HOME\nE", "/\n$HOME\n"),
    # grammar
    ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n"),
    ("for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done", "1\n3\n"),
    ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i", "3\n"),
    ("until true; do echo no; done; echo end", "end\n"),
    ("case x.apk in *.jpg) echo a;; *.apk|*.zip) echo b;; esac", "b\n"),
    ("f() { echo $1-$#; return 4; }; f a b; echo $?", "a-2\n4\n"),
    ("printf 'a b\\nc d\\n' | while read x y; do echo $y$x; done", "ba\ndc\n"),
    ("a=1; (a=2; cd /sdcard); echo $a $PWD", "1 /\n"),
    ("cd /sdcard && pwd; cd - >/dev/null; pwd", "/sdcard\n/\n"),
    ("touch /sdcard/1.x /sdcard/2.x; cd /sdcard; echo *.x '*.x' *.none", "1.x 2.x *.x *.none\n"),
    ("echo 'echo $1 in $0' > /sdcard/s; sh /sdcard/s arg", "arg in /sdcard/s\n"),
    ("sh -c 'echo $0 $1' zero one", "zero one\n"),
    ("eval 'a=5'; echo $a", "5\n"),
    ("set -e; false; echo no", ""),
    ("sleep 100 & kill $!; wait $!; echo $?", "143\n"),
    ("sleep 0 & wait; echo done", "done\n"),
    (
        (
            "(echo a; sleep .02; echo b) & p=$!; sleep .01; kill -STOP $p; ps -o S= -p $p;"
            " sleep .05; echo held; kill $p; kill -0 $p && echo pends; kill -CONT $p; wait $p;"
            " echo $?"
        ),
        "a\nT\nheld\npends\n143\n",
    ),
    ("sleep .01 & kill -STOP $!; kill -9 $!; wait $!; echo $?", "137\n"),
    ("sh -c 'trap \"echo bye\" EXIT; kill $$; echo no'; echo $?", "bye\n0\n"),
    ("trap 'echo e' ERR; false; false || true; trap - ERR; false; echo $?", "e\n1\n"),
    (
        "set -o pipefail -- x; false | true; echo $? $1; set +o pipefail; false | true; echo $?",
        "1 x\n0\n",
    ),
    ("timeout -k .01 .01 sh -c 'trap \"\" TERM; sleep 9'; echo $?", "137\n"),
    ("timeout --preserve-status .01 sleep 9; echo $?", "143\n"),
    ("timeout 0.01 sleep 100; echo $?", "124\n"),
    ("toybox echo x; /system/bin/echo y", "x\ny\n"),
    ("echo a b | xargs -n 1 echo -", "- a\n- b\n"),
]


@pytest.mark.parametrize(("line", "out"), TABLE, ids=[line[:40] for line, _ in TABLE])
def test_lines(line: str, out: str) -> None:
    """A line's standard output."""
    assert shell(line).out == out


@pytest.mark.parametrize(
    ("line", "status", "err"),
    [
        ("foo", 127, "/system/bin/sh: foo: inaccessible or not found\n"),
        ("/no/such", 127, "/system/bin/sh: /no/such: inaccessible or not found\n"),
        ("/sdcard", 126, "/system/bin/sh: /sdcard: can't execute: Permission denied\n"),
        ("echo )", 1, "/system/bin/sh: syntax error: unexpected ')'\n"),
        ("echo 'x", 1, "/system/bin/sh: no closing quote\n"),
        ("if true", 1, "/system/bin/sh: syntax error: unexpected end of file\n"),
        ("cd /no", 2, "/system/bin/sh: cd: /no: No such file or directory\n"),
        (
            "echo > /no/f",
            1,
            "/system/bin/sh: can't create /no/f: No such file or directory\n",
        ),
        ("cat < /no", 1, "/system/bin/sh: can't open /no: No such file or directory\n"),
        ("exit 5", 5, ""),
        ("kill -9 $$; echo never", 137, ""),
        ("sh -c 'kill -9 $$'", 137, "Killed \n"),
        ("sleep 9 & kill -9 $!; wait $!", 137, "Killed \n"),
        ("trap foo NOSUCH", 1, "/system/bin/sh: trap: bad signal: NOSUCH\n"),
        ("kill -99 1", 1, "/system/bin/sh: kill: bad signal: 99\n"),
    ],
)
def test_what_goes_wrong(line: str, status: int, err: str) -> None:
    """Exit status and the words on standard error."""
    ran = shell(line)
    assert (ran.status, ran.err, ran.out) == (status, err, "")


def test_a_command_streams() -> None:
    """What a command writes is read before the command has ended."""

    async def run() -> bytes:
        given, shown = Pipe(), Pipe()
        session = new_shell(machine(), given, shown, Collected())
        running = asyncio.create_task(run_text(session, "cat | cat"))
        await given.write(b"first")
        got = await shown.read(100)
        assert not running.done()
        given.close_writer()
        assert await running == 0
        return got

    assert asyncio.run(run()) == b"first"


def test_cancelling_ends_every_command_of_a_pipeline() -> None:
    """A stream that is closed leaves nothing running."""

    async def run() -> set[str]:
        session = new_shell(machine(), Bytes(b""), Collected(), Collected())
        running = asyncio.create_task(run_text(session, "sleep 100 | (sleep 200; echo x)"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for _ in range(5):
            await asyncio.sleep(0)
        return {
            task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()
        }

    assert asyncio.run(run()) == set()


def test_one_shell_can_kill_another() -> None:
    """``kill`` reaches a shell of another stream by its process id."""

    async def run() -> int:
        behind = machine()
        first = new_shell(behind, Bytes(b""), Collected(), Collected())
        running = asyncio.create_task(run_text(first, "sleep 100"))
        await asyncio.sleep(0)
        second = dataclasses.replace(first, pid=first.pid + 1)
        assert await run_text(second, f"kill -INT {first.pid}") == 0
        return await running

    assert asyncio.run(run()) == 130


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="ab '\"\\$`(){};&|<>\n#=*?!if do", max_size=30))
def test_any_text_parses_or_is_refused(text: str) -> None:
    """The parser ends on any text, and has only one way to refuse it."""
    with contextlib.suppress(ShellSyntaxError):
        assert isinstance(parse(text), tuple)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
                        max_size=12), max_size=4))  # fmt: skip
def test_quoted_words_arrive_as_they_are(words: list[str]) -> None:
    """Words in single quotes reach the command unchanged."""
    quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
    ran = shell(f"for word in {quoted}; do printf '%s\\n' \"$word\"; done")
    assert ran.out == "".join(word + "\n" for word in words)


def test_what_is_not_set_is_an_error_after_set_u() -> None:
    """The name is told, and the command is not run; a default still helps."""
    done = shell("set -u; echo ${x-fine}; echo $nope; echo not reached")
    assert (done.out, done.status) == ("fine\n", 1)
    assert "nope: parameter not set" in done.err


@pytest.mark.parametrize("line", ["[[ a == ]]", "[[ ( a ]]", "((1 +))", "[[ a"])
def test_bad_conditions_are_told(line: str) -> None:
    """A status that is not 0, and a word on standard error."""
    done = shell(line)
    assert done.status != 0
    assert done.err


@pytest.mark.parametrize(
    ("text", "out", "err", "status"),
    [
        ("kill -l 9 143", "KILL\nTERM\n", "", 0),
        ("kill -l TERM", "", "kill: TERM: bad number", 1),
        ("kill -FOO 1", "", "kill: bad signal: FOO", 1),
        ("kill abc", "", "kill: abc: arguments must be jobs or process IDs", 1),
        ("kill -- -99", "", "kill: -99: No such process", 1),
        ("kill %3", "", "kill: %3: no such job", 1),
        ("sleep 50 & sleep 60 & kill %1; wait %1; echo $?; jobs -l | wc -l", "143\n1\n", "", 0),
        ("sleep 50 & kill -9 %+; wait $!; echo $?; kill -15 0; echo no", "137\n", "", 143),
        ("timeout -k 1 0.01 sleep 50; timeout x sleep 1", "", "Not a number 'x'", 125),
        ("ps -p 1 -o NAME=; ps -o S=,UID -p 1; ps -o BOGUS", "init\n    UID\nS     0\n",
         "bad -o 'BOGUS'", 1),
    ],
)  # fmt: skip
def test_jobs_and_signals(text: str, out: str, err: str, status: int) -> None:
    """As mksh and toybox say it, run beside this one."""
    ran = shell(text)
    assert (ran.out, ran.status) == (out, status)
    assert err in ran.err


def test_a_closed_pipe_ends_what_writes_into_it() -> None:
    """``cat`` of what has no end stops when nobody reads it, without a word."""
    ran = shell("cat /dev/zero | head -c 200000 | wc -c; dd if=/dev/zero bs=1m count=2 | head -c 1")
    assert (ran.out, ran.status) == ("200000\n\0", 0)
    assert "Broken pipe" not in ran.err


@pytest.mark.parametrize(
    ("more", "left"),
    [("", "XY"), ("conv=notrunc", "XYcdef"), ("bs=1 seek=2", "abXY"),
     ("bs=1 seek=3 conv=notrunc", "abcXYf"), ("bs=1 skip=1", "Y"), ("bs=1 count=1", "X")],
)  # fmt: skip
def test_dd_puts_bytes_where_it_is_told(more: str, left: str) -> None:
    """What lay behind them is cut off, unless it is to stay."""
    ran = shell(
        "cd /data/local/tmp; echo -n abcdef > old; echo -n XY > new; "
        f"dd if=new of=old {more} 2>/dev/null; cat old"
    )
    assert ran.out == left


def test_dd_refuses_blocks_of_nothing() -> None:
    """In a line of its own, and touches no file."""
    ran = shell("cd /data/local/tmp; echo -n abc > old; dd if=/dev/zero of=old bs=0; cat old")
    assert (ran.out, ran.err) == ("abc", "dd: bad number\n")
