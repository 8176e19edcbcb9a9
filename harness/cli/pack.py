"""``taptruth pack``: a sealed bundle as one zip."""

from pathlib import Path

import click

from harness.cli.given import bundle_given


@click.command(name="pack")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path),
              help="The zip; else the folder's name with .zip.")  # fmt: skip
def command(bundle: Path, out: Path | None) -> int:
    """Write a sealed bundle as one zip.

    The same bundle gives the same bytes, and the zip verifies as the folder does.
    """
    from harness.evidence.packing import pack  # noqa: PLC0415

    to = out or bundle.with_name(bundle.name + ".zip")
    with bundle_given():
        pack(bundle, to)
    click.echo(str(to))
    return 0
