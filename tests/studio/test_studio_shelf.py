"""Bundles on the page."""

import errno
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_rig import HOSTILE, Rig

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
import msgspec
from bundle_builder import APP, begin, case_of, run_trial, whole_bundle

from harness.domain.finding import Judgement, Verdict

FORGED = Path(__file__).parents[2] / "fixtures" / "bundles" / "forged"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A studio whose folder holds a sealed, a killed and a forged bundle and a stranger."""
    folder = tmp_path / "bundles"
    whole_bundle(folder / "day" / "sealed", tmp_path / "key")
    writer = begin(folder / "killed", tmp_path / "key")
    run_trial(writer, 1, (1,))
    writer.close()
    shutil.copy(FORGED / "changed_pixel.zip", folder / "forged.zip")
    (folder / "holiday.zip").write_bytes(b"no zip at all")
    made = Rig(folder)
    yield made
    made.phones.close()


def lines(rig: Rig) -> dict[str, Any]:
    """The list, by where each bundle lies."""
    return {line["name"]: line for line in rig.inside.get("/api/bundles").data["bundles"]}


def test_bundles_are_found_wherever_they_lie(rig: Rig) -> None:
    """Folders and zips, whole or torn; what is none is left out."""
    found = lines(rig)
    assert set(found) == {"day/sealed", "killed", "forged.zip"}
    sealed = found["day/sealed"]
    assert (sealed["state"], sealed["verdict"], sealed["launches"]) == ("sealed", "inconclusive", 2)
    assert sealed["reasons"]["zh"] == ["2 次启动中没有看到弹窗"]
    assert found["killed"]["package"] == "com.example.app"


def test_a_frame_that_is_written_just_now_spoils_no_list(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is renamed between the listing of its folder and the look at it."""
    listed = Path.iterdir

    def with_the_part(folder: Path) -> Iterator[Path]:
        yield from listed(folder)
        if folder.name == "frames":
            yield folder / "000009.png.part"

    monkeypatch.setattr(Path, "iterdir", with_the_part)
    found = lines(rig)
    assert found["killed"]["state"] == "running"
    assert found["day/sealed"]["state"] == "sealed"


def test_a_folder_that_cannot_be_read_is_told_in_its_line(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are told as ever."""
    listed = Path.iterdir

    def but_one(folder: Path) -> Iterator[Path]:
        if folder.parts[-2:] == ("killed", "frames"):
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", but_one)
    found = lines(rig)
    assert found["killed"]["state"] == "unreadable"
    assert "killed/frames: cannot be read: Permission denied" in found["killed"]["why"]
    assert found["day/sealed"]["state"] == "sealed"


def test_bundle_that_grows_is_running_and_one_long_silent_is_not(rig: Rig, tmp_path: Path) -> None:
    """The time of the last event decides; nothing is locked to find out."""
    assert lines(rig)["killed"]["state"] == "running"
    for path in (tmp_path / "bundles" / "killed", tmp_path / "bundles" / "killed" / "events.jsonl"):
        os.utime(path, (1e9, 1e9))
    assert lines(rig)["killed"]["state"] == "unsealed"


def test_verify_tells_every_step_and_the_first_wrong_file(rig: Rig) -> None:
    """A good bundle holds in nine steps; a forged one says where it does not."""
    found = lines(rig)
    good = rig.inside.post(f"/api/bundles/{found['day/sealed']['id']}/verify").data
    assert good["holds"]
    assert [step["step"] for step in good["steps"]] == list(range(1, 10))
    bad = rig.inside.post(f"/api/bundles/{found['forged.zip']['id']}/verify").data
    assert not bad["holds"]
    assert bad["file"].startswith("frames/")


def test_report_is_shown_in_a_box_of_its_own(rig: Rig) -> None:
    """Another origin, no network, and only the one script whose digest is told."""
    told = rig.inside.get(f"/report/{lines(rig)['day/sealed']['id']}", sec_fetch_dest="iframe")
    assert told.status == 200
    policy = told.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts;")
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'sha256-[\w+/=]+'", policy)
    assert "frame-ancestors 'self'" in policy
    assert told.headers["x-frame-options"] == "SAMEORIGIN"
    assert rig.known.token not in told.text


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """In the list marks that turn are shown by number; in the report the script is text."""
    folder = tmp_path / "bundles"
    writer = begin(folder / "hostile", tmp_path / "key")
    app = msgspec.structs.replace(APP, label=HOSTILE)
    writer.put_app(app)
    case = msgspec.structs.replace(case_of(run_trial(writer, 1, (1,))), app=app)
    judgement = Judgement(
        verdict=Verdict.CLEAR, reasons_en=(HOSTILE,), reasons_zh=(HOSTILE,), findings=()
    )
    writer.finish(case, judgement, partial=False)
    rig = Rig(folder)
    line = lines(rig)["hostile"]
    assert line["label"] == "<script>alert(1)</script>[U+202E]gnp.exe"
    assert "\u202e" not in str(line)
    page = rig.inside.get(f"/report/{line['id']}").text
    assert "<script>alert(1)" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    "name", ["..", "%2e%2e%2fkey", "../key", "day/sealed", "0" * 16, "/etc/passwd", "killed"]
)
def test_no_path_leads_to_a_bundle(rig: Rig, name: str) -> None:
    """Only ids that the list gave are known; a place, inside or outside, is none."""
    assert rig.inside.get(f"/report/{name}").status in {400, 404}
    assert rig.inside.post(f"/api/bundles/{name}/verify").status in {400, 404}


def test_links_out_of_the_folder_are_not_followed(rig: Rig, tmp_path: Path) -> None:
    """A linked folder and a linked zip outside are not listed."""
    outside = tmp_path / "outside"
    whole_bundle(outside / "secret", tmp_path / "key")
    shutil.copy(FORGED / "changed_pixel.zip", outside / "other.zip")
    (tmp_path / "bundles" / "link").symlink_to(outside / "secret")
    (tmp_path / "bundles" / "link.zip").symlink_to(outside / "other.zip")
    assert set(lines(rig)) == {"day/sealed", "killed", "forged.zip"}


def test_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    """Studio starts before the first scan."""
    assert Rig(tmp_path / "none").inside.get("/api/bundles").data["bundles"] == []
