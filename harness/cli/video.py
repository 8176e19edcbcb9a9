"""``taptruth video``: each launch of a bundle as a film."""

import json
from pathlib import Path

import click
import msgspec

from harness.cli.given import bundle_given


@click.command(name="video")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path),
              help="Folder for the films; else BUNDLE-video.")  # fmt: skip
@click.option("--trial", "trials", multiple=True, type=int, help="Only this launch (repeatable).")
@click.option("--fps", default=20, show_default=True, type=click.IntRange(1, 60))
@click.option("--height", default=1080, show_default=True, type=click.IntRange(240, 4096),
              help="Of the screen in the film, in pixels.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the films as one JSON list.")
def command(
    bundle: Path, out: Path | None, trials: tuple[int, ...], fps: int, height: int, as_json: bool
) -> int:
    """Write each launch of a bundle as an MP4 (H.264).

    A monotonic clock stands above the screen; aim and touch are drawn at their moments. The
    film is made from the sealed frames and says so in its metadata, with the four facts: how,
    when, by whom (TAPTRUTH_OPERATOR), and to prove what. BUNDLE is not changed.
    """
    from harness.evidence.reader import open_bundle  # noqa: PLC0415  loads OpenCV
    from harness.run.films import write_films  # noqa: PLC0415

    folder = out or bundle.with_name(f"{bundle.stem if bundle.is_file() else bundle.name}-video")
    films = []
    with bundle_given(), open_bundle(bundle) as opened:
        for film in write_films(opened, folder, trials=trials, fps=fps, height_px=height):
            films.append(film)
            if not as_json:
                size = f"{film.bytes / 1e6:.2f} MB, {film.seconds:.1f} s"
                click.echo(f"{film.path}: {size}, from {film.source}")
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(films), ensure_ascii=False))
    return 0
