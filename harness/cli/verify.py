"""``taptruth verify``: is a bundle what was sealed?"""

import json
from pathlib import Path

import click

from harness.cli.exits import Exit
from harness.cli.given import bundle_given
from harness.domain.errors import VerificationError


@click.command(name="verify")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--key", "expect_key", metavar="ID",
              help="The key that must have sealed it: its id or public key, hex.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a bundle.")
def command(bundles: tuple[Path, ...], expect_key: str | None, as_json: bool) -> int:
    """Check that a bundle is what was sealed.

    BUNDLES are folders or zips. Works offline. Exit status: 0 all hold, 13 one does not (the
    first wrong file is named).
    """
    from harness.evidence.verify import verify  # noqa: PLC0415  loads OpenCV

    code = Exit.CLEAR
    for path in bundles:
        error: VerificationError | None = None
        try:
            with bundle_given():
                verify(path, expect_key=expect_key)
        except VerificationError as caught:
            error, code = caught, Exit.TAMPERED
        _tell(path, error, as_json=as_json)
    return code


def _tell(path: Path, error: VerificationError | None, *, as_json: bool) -> None:
    told = {"bundle": str(path), "holds": error is None, **(_seal(path) if not error else {})}
    if error is not None:
        told |= {
            "error": str(error),
            "file": error.file,
            "step": error.step,
        }
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
    from harness.evidence.keys import default_key_path, load_or_make_key, public_hex  # noqa: PLC0415
    from harness.evidence.reader import open_bundle  # noqa: PLC0415

    with open_bundle(path) as bundle:
        info = bundle.seal_info or {}
    key = default_key_path()
    own = key.exists() and public_hex(load_or_make_key(key)) == info["public_key"]
    statement = info["statement"]
    return {
        "partial": statement["partial"],
        "sealed": statement["sealed"],
        "sealed_at": statement["sealed_at"],
        "key_id": info["key_id"],
        "own_key": own,
    }
