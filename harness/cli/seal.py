"""``taptruth seal``: seal what a killed run left behind, or have a seal time-stamped."""

from pathlib import Path

import click

from harness.cli.given import bundle_given
from harness.domain.errors import UsageError


@click.command(name="seal")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", "key_file", type=click.Path(path_type=Path, dir_okay=False),
              help="Key file, if not TAPTRUTH_KEY or the one in your config folder.")  # fmt: skip
@click.option("--tsa", metavar="URL", envvar="TAPTRUTH_TSA",
              help="Have the seal time-stamped by this server (RFC 3161).")  # fmt: skip
@click.option("--tsa-root", "roots", multiple=True, type=click.Path(path_type=Path),
              help="Certificate that the server's answer must lead to (repeatable).")  # fmt: skip
def command(bundle: Path, key_file: Path | None, tsa: str | None, roots: tuple[Path, ...]) -> int:
    """Seal a partial bundle that a killed run left behind, or time-stamp a sealed one.

    Changes nothing that was recorded. A seal made here says that it was made later. With
    --tsa a bundle that is sealed already gets its time stamp.
    """
    from harness.evidence.format import SEAL  # noqa: PLC0415  loads the signing library
    from harness.evidence.seal import seal  # noqa: PLC0415
    from harness.evidence.stamping import load_roots, stamp  # noqa: PLC0415

    trusted = load_roots(roots)
    with bundle_given():
        if not (tsa and (bundle.is_file() or (bundle / SEAL).exists())):
            seal(bundle, key_file)
            click.echo(f"{bundle}: sealed later; check it with: taptruth verify {bundle}")
        if tsa:
            at = stamp(bundle, tsa, roots=trusted, key_path=key_file)
            click.echo(f"{bundle}: time-stamped {at:%Y-%m-%dT%H:%M:%SZ} by {tsa}")
        elif trusted:
            raise UsageError("--tsa-root: name the server too: --tsa URL")
    return 0
