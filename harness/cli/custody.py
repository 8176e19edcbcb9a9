"""``taptruth custody``: who had a bundle, when, and what was done with it."""

import json
from pathlib import Path

import click
import msgspec

from harness.cli.given import bundle_given
from harness.domain.errors import EvidenceError


@click.command(name="custody")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--add", "what", metavar="WHAT",
              help="Add an entry: handed over, received, copied, reviewed …")  # fmt: skip
@click.option("--who", help="Who did it; else TAPTRUTH_OPERATOR, else account@machine.")
@click.option("--note", default="", help="To whom, on which medium, why.")
@click.option("--key", "key_file", type=click.Path(path_type=Path, dir_okay=False),
              help="Key file that signs the entry, if not your sealing key.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the entries as one JSON list.")
def command(
    bundle: Path,
    what: str | None,
    who: str | None,
    note: str,
    key_file: Path | None,
    as_json: bool,
) -> int:
    """List the chain of custody of a sealed bundle, or add an entry to it.

    Each entry is signed and chained to the one before. Write down the digest of the last one
    when you hand the bundle over: taptruth verify --custody SHA256 finds out if it is gone.
    """
    from harness.evidence.custody import (  # noqa: PLC0415  loads the signing library
        BrokenCustodyError,
        add_custody,
        custody_of,
    )

    with bundle_given():
        if what is not None:
            add_custody(bundle, what, who=who, note=note, key_path=key_file)
        try:
            entries, digests = custody_of(bundle)
        except BrokenCustodyError as error:
            raise EvidenceError(f"{bundle}: custody.jsonl {error}") from error
    if as_json:
        told = [
            {**msgspec.to_builtins(entry), "sha256": digest}
            for entry, digest in zip(entries, digests, strict=True)
        ]
        click.echo(json.dumps(told, ensure_ascii=False))
        return 0
    for entry, digest in zip(entries, digests, strict=True):
        more = f" ({entry.note})" if entry.note else ""
        click.echo(f"{entry.seq}  {entry.at}  {entry.who}  {entry.what}{more}  key {entry.key_id}")
        click.echo(f"   sha256 {digest}")
    return 0
