"""A complaint tried from its first launch to its sealed result, on a phone that is played."""

import json
from pathlib import Path

import pytest

from harness.domain.complaint import ClaimStatus, Wanted
from harness.domain.errors import DeviceLostError
from harness.evidence.reader import open_bundle
from harness.evidence.verify import verify
from harness.run.complaints import GIVEN, RESULT, parse_complaint
from harness.run.outputs import Wanted as WantedReports
from harness.run.outputs import write_files
from harness.run.progress import Silence
from harness.run.reproduce import Reproduced, reproduce
from harness.run.scan import ScanOptions

from recorded import HastyClock, PopupEyes, StartingPhone  # isort: skip

TEXT = """
format = 1
[app]
package = "com.example.app"
version = "9"
[claim]
kind = "{kind}"
said = "点了没反应"
[budget]
launches = {launches}
"""


class LostPhone(StartingPhone):
    """Goes away at its third launch."""

    launches = 0

    def launch(self, package: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        self.launches += 1
        if self.launches == 3:
            raise DeviceLostError("gone", serial="fake")
        return super().launch(package)


def tried(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    launches: int = 8,
    phone: type[StartingPhone] = StartingPhone,
) -> Reproduced:
    """Try a claim on an app whose dialog stays whatever is tapped."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))
    text = TEXT.format(kind=kind, launches=launches)
    clock = HastyClock()
    picture = tmp_path / "shot.png"
    picture.write_bytes(b"as sent")
    return reproduce(
        phone(clock),
        PopupEyes(),
        parse_complaint(text, "c.toml"),
        Wanted(),
        ScanOptions(package="com.example.app", bundle=tmp_path / "bundle", budget=launches),
        text=text,
        files={"complaint/picture.png": picture},
        clock=clock,
        progress=Silence(),
    )


def test_a_claim_that_holds_is_reproduced_and_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the complaint as given, what the person sent, and the result."""
    done = tried(tmp_path, monkeypatch, "close_does_nothing")
    assert done.result.status is ClaimStatus.REPRODUCED
    assert (done.result.hits, done.result.of) == (2, 2)
    verify(tmp_path / "bundle")
    with open_bundle(tmp_path / "bundle") as bundle:
        assert "点了没反应" in bundle.file(GIVEN).decode()
        assert bundle.file("complaint/picture.png") == b"as sent"
        told = json.loads(bundle.file(RESULT))
        assert bundle.judgement is not None
    page = tmp_path / "report.html"
    write_files([tmp_path / "bundle"], WantedReports(html=page, lang="zh"))
    assert "投诉: 已复现" in page.read_text("utf-8")
    assert "点了没反应" in page.read_text("utf-8")
    assert told["result"]["status"] == "reproduced"
    assert told["result"]["words_zh"].startswith("已复现")


def test_a_claim_that_does_not_hold_is_refuted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control is there in every launch."""
    done = tried(tmp_path, monkeypatch, "no_close_mark")
    assert done.result.status is ClaimStatus.NOT_REPRODUCED
    assert (done.result.hits, done.result.of) == (0, 4)
    assert done.result.words_zh.startswith("未复现：")


def test_a_budget_that_ends_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two launches are too few."""
    done = tried(tmp_path, monkeypatch, "jumps_alone", launches=2)
    assert done.result.status is ClaimStatus.UNDECIDED
    assert "已用完 2 次启动的预算" in done.result.words_zh


def test_a_device_that_is_lost_leaves_what_was_found_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The partial bundle is sealed with the complaint and an undecided result."""
    with pytest.raises(DeviceLostError):
        tried(tmp_path, monkeypatch, "jumps_alone", phone=LostPhone)
    verify(tmp_path / "bundle")
    with open_bundle(tmp_path / "bundle") as bundle:
        assert bundle.partial
        told = json.loads(bundle.file(RESULT))
    assert told["result"]["status"] == "undecided"
    assert "设备断开" in told["result"]["words_zh"]
