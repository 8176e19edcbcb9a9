"""``taptruth seal``: seal what a killed run left behind."""

from pathlib import Path

import click

from harness.cli.given import bundle_given


@click.command(name="seal")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", "key_file", type=click.Path(path_type=Path, dir_okay=False),
              help="Key file, if not TAPTRUTH_KEY or the one in your config folder.")  # fmt: skip
def command(bundle: Path, key_file: Path | None) -> int:
    """Seal a partial bundle that a killed run left behind.

    Changes nothing that was recorded. The seal says that it was made later.
    """
    from harness.evidence.seal import seal  # noqa: PLC0415  loads the signing library

    with bundle_given():
        seal(bundle, key_file)
    click.echo(f"{bundle}: sealed later; check it with: taptruth verify {bundle}")
    return 0
