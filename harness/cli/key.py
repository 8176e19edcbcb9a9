"""``taptruth key``: the key that seals, for others to know it by."""

import json
from pathlib import Path

import click

from harness.cli.given import bundle_given


@click.command(name="key")
@click.option("--key", "key_file", type=click.Path(path_type=Path, dir_okay=False),
              help="Key file, if not TAPTRUTH_KEY or the one in your config folder.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(key_file: Path | None, as_json: bool) -> int:
    """Show the sealing key's id and public key; make the key if there is none.

    Give the id to whoever will verify: taptruth verify --key ID. An organisation's key:
    TAPTRUTH_KEY names its PEM file, TAPTRUTH_KEY_PEM holds the PEM itself, and
    TAPTRUTH_KEY_PASSPHRASE opens it (or encrypts a key that is made).
    """
    from harness.evidence.keys import key_id, load_or_make_key, public_hex  # noqa: PLC0415

    with bundle_given():
        public = public_hex(load_or_make_key(key_file))
    if as_json:
        click.echo(json.dumps({"key_id": key_id(public), "public_key": public}))
    else:
        click.echo(f"key id      {key_id(public)}\npublic key  {public}")
    return 0
