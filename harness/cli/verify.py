"""``taptruth verify``: is a bundle what was sealed?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.exits import Exit
from harness.cli.given import bundle_given
from harness.domain.errors import VerificationError

if TYPE_CHECKING:
    from harness.evidence.verify import Step, Trust


@click.command(name="verify")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--key", "expect_key", metavar="ID",
              help="The key that must have sealed it: its id or public key, hex.")  # fmt: skip
@click.option("--tsa-root", "roots", multiple=True, type=click.Path(path_type=Path),
              envvar="TAPTRUTH_TSA_ROOT",
              help="Certificate of a time-stamp authority you trust (repeatable).")  # fmt: skip
@click.option("--require-stamp", is_flag=True, help="Fail where there is no time stamp.")
@click.option("--custody", metavar="SHA256",
              help="A custody entry that must be in it, as told at the handing over.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Leave out the numbered steps (on stderr).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a bundle.")
def command(
    bundles: tuple[Path, ...],
    expect_key: str | None,
    roots: tuple[Path, ...],
    require_stamp: bool,
    custody: str | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Check that a bundle is what was sealed.

    BUNDLES are folders or zips. Works offline, in the numbered steps of
    docs/evidence-format.md. Exit status: 0 all hold, 13 one does not (the first wrong file is
    named).
    """
    from harness.evidence.stamping import load_roots  # noqa: PLC0415  loads OpenCV
    from harness.evidence.verify import Trust  # noqa: PLC0415

    trust = Trust(key=expect_key, roots=load_roots(roots), stamped=require_stamp, custody=custody)
    code = Exit.CLEAR
    for path in bundles:
        if _one(path, trust, talk=not quiet and not as_json, as_json=as_json):
            code = Exit.TAMPERED
    return code


def _one(path: Path, trust: "Trust", *, talk: bool, as_json: bool) -> VerificationError | None:
    """Verify one bundle and tell; the error if it does not hold."""
    from harness.evidence.verify import verify  # noqa: PLC0415

    steps: list[dict[str, Any]] = []

    def told(step: "Step", text: str) -> None:
        steps.append({"step": int(step), "name": step.name.lower(), "found": text})
        if talk:
            click.echo(f"  {step:d} {step.name.lower():9} {text}", err=True)

    error: VerificationError | None = None
    try:
        with bundle_given():
            verify(path, trust=trust, told=told)
    except VerificationError as caught:
        error = caught
    _tell(path, error, steps, as_json=as_json)
    return error


def _tell(
    path: Path, error: VerificationError | None, steps: list[dict[str, Any]], *, as_json: bool
) -> None:
    told: dict[str, Any] = {"bundle": str(path), "holds": error is None, "steps": steps}
    if error is not None:
        told |= {"error": str(error), "file": error.file, "step": error.step}
    else:
        told |= _seal(path)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    elif error is not None:
        click.echo(f"taptruth: {path}: {error}", err=True)
    else:
        whole = "partial" if told["partial"] else "whole"
        click.echo(
            f"{path}: holds ({whole}, sealed {told['sealed']} {told['sealed_at']}, "
            f"key {told['key_id']}{'' if told['own_key'] else ', not this user’s key'})"
        )


def _seal(path: Path) -> dict[str, object]:
    """What a seal that was just verified says."""
    from harness.evidence.keys import known_key, public_hex  # noqa: PLC0415
    from harness.evidence.reader import open_bundle  # noqa: PLC0415

    with open_bundle(path) as bundle:
        info = bundle.seal_info or {}
    key = known_key()
    statement = info["statement"]
    return {
        "partial": statement["partial"],
        "sealed": statement["sealed"],
        "sealed_at": statement["sealed_at"],
        "key_id": info["key_id"],
        "own_key": key is not None and public_hex(key) == info["public_key"],
    }
