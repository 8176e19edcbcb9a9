"""Each way to cheat is found, and the first wrong file is named."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bundle_builder import JUDGEMENT, begin, case_of, picture, run_trial, whole_bundle

from harness.domain.errors import EvidenceError, UsageError, VerificationError
from harness.evidence.format import (
    EventLine,
    canonical,
    chained,
    sha256_hex,
    split_lines,
)
from harness.evidence.frames import encode_png
from harness.evidence.reader import open_bundle
from harness.evidence.seal import seal, write_seal
from harness.evidence.store import UnsafeNameError, check_name
from harness.evidence.verify import Step, verify

Spoil = Callable[[Path], None]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The honest sealing key."""
    return tmp_path / "key.pem"


@pytest.fixture
def bundle(tmp_path: Path, key: Path) -> Path:
    """A whole, sealed bundle."""
    whole_bundle(tmp_path / "b", key)
    return tmp_path / "b"


def lines_of(bundle: Path) -> list[bytes]:
    """Event lines as they lie."""
    return split_lines((bundle / "events.jsonl").read_bytes())[0]


def rechain(bundle: Path, events: list[EventLine]) -> None:
    """Write events with fresh numbers and digests: what a careful forger does."""
    prev, written = "0" * 64, b""
    for seq, event in enumerate(events, start=1):
        line = msgspec.json.encode(msgspec.structs.replace(event, seq=seq, prev=prev)) + b"\n"
        prev, written = sha256_hex(line), written + line
    (bundle / "events.jsonl").write_bytes(written)


def reseal(bundle: Path, key: Path, **manifest_changes: Any) -> None:
    """Seal anew with the forger's own key, the manifest bent where asked."""
    (bundle / "seal.json").unlink()
    (bundle / "manifest.json").unlink()
    if not manifest_changes:
        write_seal(bundle, key_path=key, later=False, sealed_wall_ns=0)
        return
    import harness.evidence.seal as module  # noqa: PLC0415

    honest = module.build_manifest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "build_manifest", lambda folder: honest(folder) | manifest_changes)
        write_seal(bundle, key_path=key, later=False, sealed_wall_ns=0)


def wrong(bundle: Path, **options: Any) -> VerificationError:
    """The error that verifying raises."""
    with pytest.raises(VerificationError) as caught:
        verify(bundle, **options)
    assert "\n" not in str(caught.value)
    return caught.value


def assert_wrong(bundle: Path, step: Step, file: str) -> None:
    """Verifying fails at that step and names that file."""
    error = wrong(bundle)
    assert (error.step, error.file) == (step, file)


# --- dumps of the hierarchy ---------------------------------------------------------
DUMP = '<hierarchy rotation="0"><node text="跳过" bounds="[0,0][9,9]"/></hierarchy>'


@pytest.fixture
def with_dump(tmp_path: Path, key: Path) -> tuple[Path, str]:
    """A sealed bundle with one dump that an event names, and the dump's path in it."""
    writer = begin(tmp_path / "d", key)
    digest = writer.hierarchy(DUMP)
    assert writer.hierarchy(DUMP) == digest
    observed = {"type": "observed", "hierarchy": "given", "hierarchy_sha256": digest}
    writer.record("event", observed, at_ns=50, wall_ns=50, trial=1)
    writer.finish(case_of(run_trial(writer, 1, (1, 2))), JUDGEMENT, partial=False)
    return tmp_path / "d", f"hierarchy/{digest}.xml"


def test_dump_of_the_hierarchy_is_kept_as_it_came(with_dump: tuple[Path, str]) -> None:
    """It verifies, and reads back byte for byte."""
    folder, name = with_dump
    verify(folder)
    with open_bundle(folder) as opened:
        assert opened.hierarchy(Path(name).stem) == DUMP


def test_dump_that_was_changed_or_taken_is_found(with_dump: tuple[Path, str], key: Path) -> None:
    """Also where the forger seals anew: its name is its digest, and the event names it."""
    folder, name = with_dump
    (folder / name).write_text(DUMP.replace("跳过", "广告"))
    assert_wrong(folder, Step.FILES, name)
    reseal(folder, key)
    assert_wrong(folder, Step.FRAMES, name)
    (folder / name).unlink()
    reseal(folder, key)
    assert_wrong(folder, Step.FRAMES, name)


def test_dump_that_no_event_names_is_found(bundle: Path, key: Path) -> None:
    """A dump of another run was put into the bundle."""
    name = f"hierarchy/{sha256_hex(DUMP.encode())}.xml"
    (bundle / "hierarchy").mkdir()
    (bundle / name).write_text(DUMP)
    reseal(bundle, key)
    assert_wrong(bundle, Step.FRAMES, name)


# --- without touching manifest or seal ---------------------------------------------
def test_changed_pixel_is_found(bundle: Path) -> None:
    """One pixel changed in one frame fails at its digest."""
    pixels = picture(2)
    pixels[0, 0, 0] ^= 1
    (bundle / "frames/000002.png").write_bytes(encode_png(pixels))
    assert_wrong(bundle, Step.FILES, "frames/000002.png")


@pytest.mark.parametrize(
    "name", ["case.json", "findings.json", "device.json", "app/app.json", "events.jsonl"]
)
def test_changed_byte_is_found(bundle: Path, name: str) -> None:
    """A byte changed in any file fails at its digest."""
    data = bytearray((bundle / name).read_bytes())
    data[len(data) // 2] ^= 1
    (bundle / name).write_bytes(bytes(data))
    assert_wrong(bundle, Step.FILES, name)


def test_missing_file_is_found(bundle: Path) -> None:
    """A file taken away is named."""
    (bundle / "frames/000003.png").unlink()
    assert_wrong(bundle, Step.FILES, "frames/000003.png")


def test_extra_file_is_found(bundle: Path) -> None:
    """A file that was not sealed is named."""
    (bundle / "app" / "note.txt").write_text("trust me")
    assert_wrong(bundle, Step.FILES, "app/note.txt")


def test_unsealed_bundle_says_what_to_type(bundle: Path) -> None:
    """Without a seal the error ends in the command that makes one."""
    (bundle / "seal.json").unlink()
    assert f"taptruth seal {bundle}" in str(wrong(bundle))


def test_no_bundle_is_not_a_forged_bundle(tmp_path: Path) -> None:
    """A path with nothing there is an EvidenceError, not a verification that failed."""
    with pytest.raises(EvidenceError, match="no such bundle"):
        verify(tmp_path / "nothing")


def test_symlink_is_refused(bundle: Path, tmp_path: Path) -> None:
    """A link is not followed, even to the right bytes."""
    outside = tmp_path / "outside.png"
    shutil.move(bundle / "frames/000001.png", outside)
    (bundle / "frames/000001.png").symlink_to(outside)
    assert_wrong(bundle, Step.LAYOUT, "frames/000001.png")


def test_linked_folder_is_refused(bundle: Path, tmp_path: Path) -> None:
    """A linked folder is not walked into, and nothing below it is read."""
    shutil.move(bundle / "frames", tmp_path / "elsewhere")
    (bundle / "frames").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert_wrong(bundle, Step.LAYOUT, "frames")
    with open_bundle(bundle) as opened, pytest.raises(EvidenceError, match="link"):
        opened.frame_png(1)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../b", "a//b", "C:\\x", "c:x", "", ".", "a\x00b", "a\nb"]
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    """No name in a bundle may leave it, on any system."""
    with pytest.raises(UnsafeNameError):
        check_name(name)


# --- with manifest and seal bent to fit ----------------------------------------------
def edited_manifest(bundle: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest in place, canonical again; the seal stays the old one."""
    manifest = json.loads((bundle / "manifest.json").read_text())
    edit(manifest)
    (bundle / "manifest.json").write_bytes(canonical(manifest))


def test_manifest_that_follows_the_change_breaks_the_seal(bundle: Path) -> None:
    """A manifest bent to a changed case no longer is the one that was signed."""
    data = (bundle / "device.json").read_bytes().replace(b'"adb": "ok"', b'"adb": "no"')
    (bundle / "device.json").write_bytes(data)

    def follow(manifest: dict[str, Any]) -> None:
        manifest["files"]["device.json"] = {"bytes": len(data), "sha256": sha256_hex(data)}

    edited_manifest(bundle, follow)
    assert_wrong(bundle, Step.SEAL, "manifest.json")


def test_manifest_in_another_spelling_is_refused(bundle: Path) -> None:
    """The same values with other white space are not the canonical manifest."""
    manifest = json.loads((bundle / "manifest.json").read_text())
    (bundle / "manifest.json").write_text(json.dumps(manifest))
    assert_wrong(bundle, Step.MANIFEST, "manifest.json")


def test_later_format_is_refused_by_name(bundle: Path) -> None:
    """A manifest of a format that we do not know is not guessed at."""
    edited_manifest(bundle, lambda manifest: manifest.update(format=2))
    assert "format 2" in str(wrong(bundle))


def test_dropped_event_is_found(bundle: Path, tmp_path: Path) -> None:
    """A line taken out breaks the chain even when the bundle is sealed anew."""
    lines = lines_of(bundle)
    (bundle / "events.jsonl").write_bytes(b"".join(lines[:5] + lines[6:]))
    with pytest.raises(EvidenceError, match="line 6"):
        reseal(bundle, tmp_path / "forger.pem")


def test_reordered_events_are_found(bundle: Path) -> None:
    """Two lines changed about break the chain, whatever the manifest says."""
    lines = lines_of(bundle)
    lines[4], lines[5] = lines[5], lines[4]
    data = b"".join(lines)
    (bundle / "events.jsonl").write_bytes(data)

    def follow(manifest: dict[str, Any]) -> None:
        manifest["files"]["events.jsonl"] = {"bytes": len(data), "sha256": sha256_hex(data)}

    edited_manifest(bundle, follow)
    assert_wrong(bundle, Step.EVENTS, "events.jsonl")


def test_swapped_frames_are_found(bundle: Path, tmp_path: Path) -> None:
    """Two frames changed about fail by their pixels even when sealed anew."""
    one, two = bundle / "frames/000001.png", bundle / "frames/000002.png"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    reseal(bundle, tmp_path / "forger.pem")
    assert_wrong(bundle, Step.FRAMES, "frames/000001.png")


def test_frame_that_no_event_names_is_found(bundle: Path, tmp_path: Path) -> None:
    """A frame slipped in fails even when sealed anew."""
    shutil.copy(bundle / "frames/000001.png", bundle / "frames/000009.png")
    reseal(bundle, tmp_path / "forger.pem")
    assert_wrong(bundle, Step.FRAMES, "frames/000009.png")


def test_frame_of_a_whole_bundle_cannot_be_called_lost(bundle: Path, tmp_path: Path) -> None:
    """A frame taken out of a whole bundle fails even when the manifest lists it as lost."""
    (bundle / "frames/000005.png").unlink()
    reseal(bundle, tmp_path / "forger.pem")
    assert_wrong(bundle, Step.FRAMES, "frames/000005.png")


def test_truncated_events_sold_as_whole_are_found(bundle: Path, tmp_path: Path) -> None:
    """Events cut short fail when the manifest claims that the run reached its end."""
    (bundle / "events.jsonl").write_bytes(b"".join(lines_of(bundle)[:-1]))
    reseal(bundle, tmp_path / "forger.pem", partial=False)
    error = wrong(bundle)
    assert error.step == Step.EVENTS
    assert "sold as whole" in str(error)


def test_case_that_disagrees_with_the_events_is_found(bundle: Path, tmp_path: Path) -> None:
    """A case without its second launch fails even when chain and seal are made anew."""
    case = json.loads((bundle / "case.json").read_text())
    case["trials"] = case["trials"][:1]
    data = json.dumps(case).encode()
    (bundle / "case.json").write_bytes(data)
    reseal(bundle, tmp_path / "forger.pem")
    assert_wrong(bundle, Step.CASE, "case.json")
    events = list(chained(lines_of(bundle)))
    end = events[-1].decode() | {"case_sha256": sha256_hex(data)}
    raw = msgspec.Raw(msgspec.json.encode(end))
    rechain(bundle, [*events[:-1], msgspec.structs.replace(events[-1], record=raw)])
    reseal(bundle, tmp_path / "forger.pem")
    assert "launches are not those of the events" in str(wrong(bundle))


def test_other_device_facts_are_found(bundle: Path, tmp_path: Path) -> None:
    """Device facts that no event tells of fail even when sealed anew."""
    data = (bundle / "device.json").read_bytes().replace(b"Paper 1", b"Paper 2")
    (bundle / "device.json").write_bytes(data)
    reseal(bundle, tmp_path / "forger.pem")
    assert_wrong(bundle, Step.CASE, "device.json")


def test_frame_event_that_points_out_of_the_bundle_is_found(bundle: Path, tmp_path: Path) -> None:
    """A frame's path in the events is never followed anywhere but to its own file."""
    events = list(chained(lines_of(bundle)))
    place = next(i for i, event in enumerate(events) if event.kind == "frame")
    bent = events[place].decode() | {"path": "../../etc/passwd"}
    raw = msgspec.Raw(msgspec.json.encode(bent))
    events[place] = msgspec.structs.replace(events[place], record=raw)
    rechain(bundle, events)
    reseal(bundle, tmp_path / "forger.pem")
    error = wrong(bundle)
    assert (error.step, error.file) == (Step.FRAMES, "events.jsonl")
    assert "not its own" in str(error)


def test_bent_signature_is_found(bundle: Path) -> None:
    """A signature that was changed does not hold."""
    info = json.loads((bundle / "seal.json").read_text())
    info["signature"] = ("0" if info["signature"][0] != "0" else "1") + info["signature"][1:]
    (bundle / "seal.json").write_bytes(canonical(info))
    assert_wrong(bundle, Step.SEAL, "seal.json")


def test_changed_time_of_sealing_is_found(bundle: Path) -> None:
    """The time of sealing is under the signature."""
    info = json.loads((bundle / "seal.json").read_text())
    info["statement"]["sealed_at"] = "2020-01-01T00:00:00Z"
    (bundle / "seal.json").write_bytes(canonical(info))
    assert_wrong(bundle, Step.SEAL, "seal.json")


def test_other_key_is_found_when_one_is_expected(bundle: Path, tmp_path: Path) -> None:
    """A forger who seals anew with another key fails against the key id that is expected."""
    info = json.loads((bundle / "seal.json").read_text())
    verify(bundle, expect_key=info["key_id"])
    verify(bundle, expect_key=info["public_key"])
    reseal(bundle, tmp_path / "forger.pem")
    verify(bundle)
    error = wrong(bundle, expect_key=info["key_id"])
    assert (error.step, error.file) == (Step.SEAL, "seal.json")


# --- zips, sealing -------------------------------------------------------------------
def zipped(bundle: Path, path: Path, extra: dict[str, bytes] | None = None) -> Path:
    """The bundle as one zip, with more entries where asked."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(bundle.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(bundle).as_posix())
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return path


def test_zip_of_a_bundle_reads_and_verifies(bundle: Path, tmp_path: Path) -> None:
    """The same files in a zip are the same bundle."""
    path = zipped(bundle, tmp_path / "b.zip")
    verify(path)
    with open_bundle(path) as zip_bundle, open_bundle(bundle) as folder_bundle:
        assert zip_bundle.case == folder_bundle.case
        assert zip_bundle.frame_png(4) == folder_bundle.frame_png(1)


def test_zip_with_a_name_that_leads_out_is_refused(bundle: Path, tmp_path: Path) -> None:
    """A zip entry outside the bundle fails at the layout."""
    path = zipped(bundle, tmp_path / "b.zip", {"../evil.txt": b"x"})
    assert_wrong(path, Step.LAYOUT, "../evil.txt")


def test_file_that_is_no_zip_is_one_line(tmp_path: Path) -> None:
    """A file of something else is an EvidenceError."""
    (tmp_path / "x.zip").write_text("hello")
    with pytest.raises(EvidenceError, match="nor a zip of one; give what `taptruth scan` or"):
        open_bundle(tmp_path / "x.zip")


def test_folder_around_a_bundle_is_no_bundle(bundle: Path) -> None:
    """Who gives the folder above is told what to give."""
    with pytest.raises(EvidenceError, match="not a bundle; give a bundle's folder or zip"):
        verify(bundle.parent)


def test_seal_refuses_what_is_no_bundle(tmp_path: Path) -> None:
    """A folder without events is not sealed."""
    with pytest.raises(EvidenceError, match="not a bundle"):
        seal(tmp_path)
    with pytest.raises(UsageError, match="no such bundle"):
        seal(tmp_path / "nothing")


def test_key_that_is_no_key_is_one_line(tmp_path: Path, key: Path) -> None:
    """A key file of something else is named."""
    writer = begin(tmp_path / "b", key)
    writer.close()
    key.write_text("nonsense")
    with pytest.raises(EvidenceError, match="not a private key"):
        seal(tmp_path / "b", key)


def test_interrupted_run_is_sealed_as_partial(tmp_path: Path, key: Path) -> None:
    """A run that could still finish says in its seal that it is partial, sealed at its end."""
    writer = begin(tmp_path / "b", key)
    writer.finish(case_of(run_trial(writer, 1, (1, 2)), partial=True), None, partial=True)
    verify(tmp_path / "b")
    with open_bundle(tmp_path / "b") as opened:
        assert opened.seal_info is not None
        assert opened.seal_info["statement"]["sealed"] == "at_end"
        assert opened.seal_info["statement"]["partial"] is True
