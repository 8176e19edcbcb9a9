"""What processes take: ``ps``, ``top`` and ``dumpsys meminfo`` tell one story that goes on."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shell_bench import APP, Bench

from harness.virtual.android.state import Process
from harness.virtual.android.usage import usage_of

NAMES = st.sampled_from(["init", "surfaceflinger", "system_server", "com.a.b", "com.example.shop"])


@settings(deadline=None, derandomize=True, max_examples=50)
@given(NAMES, st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 10**9))
def test_time_only_grows_and_sizes_make_sense(
    name: str, began_ms: int, first_ms: int, more_ms: int
) -> None:
    """Whatever process, whenever: no second is taken back, and less is shared than resident."""
    process = Process(1, name, 0, began_ms)
    before = usage_of(process, began_ms + first_ms)
    after = usage_of(process, began_ms + first_ms + more_ms)
    assert before.cpu_ms <= after.cpu_ms <= after.age_ms + 30_000
    assert before.resident_kb <= after.resident_kb
    for usage in (before, after):
        assert 0 < usage.proportional_kb < usage.resident_kb < usage.virtual_kb
        assert usage.cpu_percent >= 0


def figures(bench: Bench) -> tuple[int, int, str, int]:
    """VSZ, RSS, TIME+ and age in seconds of the app."""
    pid = bench.run(f"pidof {APP}").out.strip()
    words = bench.run(f"ps -o VSZ=,RSS=,TIME+=,ELAPSED= -p {pid}").out.split()
    minutes, seconds = words[3].split(":")
    return int(words[0]), int(words[1]), words[2], 60 * int(minutes) + int(seconds)


def test_an_app_grows_ages_and_begins_anew(tmp_path: Path) -> None:
    """Its figures go on with the phone's clock, and a new process starts again."""
    bench = Bench(tmp_path)
    bench.launch()
    young = figures(bench)
    bench.clock.advance(90_000)
    old = figures(bench)
    assert old[1] > young[1]
    assert old[2] > young[2]
    assert old[3] == young[3] + 90
    bench.run(f"am force-stop {APP}")
    bench.launch()
    assert figures(bench)[1:] < old[1:]


@pytest.mark.parametrize("api", [28, 34])
def test_ps_top_and_meminfo_agree(tmp_path: Path, api: int) -> None:
    """The same resident size and time everywhere; the parts of meminfo add up to its total."""
    bench = Bench(tmp_path, api_level=api)
    bench.launch()
    bench.clock.advance(20_000)
    _, resident, cpu, _ = figures(bench)
    row = next(line for line in bench.run("top -n 1 -b").out.splitlines() if APP in line).split()
    assert row[10] == cpu
    assert row[5] == f"{resident / 1024:.0f}M"
    listed = next(line for line in bench.run("ps -A").out.splitlines() if APP in line).split()
    assert int(listed[4]) == resident
    told = bench.run(f"dumpsys meminfo {APP}").out
    parts, _, rest = told.partition("        TOTAL ")
    sizes = re.findall(r"^ *[.\w]+(?: \w+)? +(\d+) +\d+ +\d+ +0", parts, re.MULTILINE)
    assert sum(map(int, sizes)) == int(rest.split()[0])
    assert f"** MEMINFO in pid {row[0]} [{APP}] **" in told
    if api >= 30:
        assert re.search(rf"TOTAL PSS: +{rest.split()[0]} +TOTAL RSS: +{resident} ", told)
    else:
        assert re.search(rf"  TOTAL: +{rest.split()[0]} +TOTAL SWAP PSS:", told)
    everything = bench.run("dumpsys meminfo").out
    assert f"{int(rest.split()[0]):,}K: {APP} (pid {row[0]})" in everything
