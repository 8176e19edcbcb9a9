"""``taptruth virtual fabricate``: apps and labelled screens made by chance."""

import re
from pathlib import Path

import click

from harness.domain.errors import UsageError

FOLDER = click.Path(path_type=Path)
EXISTING = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command(name="fabricate")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0),
              help="Decides everything; the same seed gives the same files.")  # fmt: skip
@click.option("--count", default=60, show_default=True, type=click.IntRange(1, 1_000_000),
              help="How many.")  # fmt: skip
@click.option("--out", type=FOLDER, help="Folder to write to.")
@click.option("--screens", is_flag=True,
              help="Pictures with labels.json, not app scripts.")  # fmt: skip
@click.option("--sheet", type=FOLDER, help="Write one PNG that shows them all, small.")
@click.option("--pictures", type=EXISTING,
              help="Your own pictures to use in advertisements.")  # fmt: skip
@click.option("--size", metavar="WxH@DPI",
              help="Their screen, as 720x1600@320  [default: several].")  # fmt: skip
def command(
    seed: int, count: int, out: Path | None, *, screens: bool, sheet: Path | None,
    pictures: Path | None, size: str | None,
) -> int:  # fmt: skip
    """Make apps by chance, each with its truth; or only what their screens look like.

    Without --screens: OUT/app_0000/{app.yaml, truth.toml, pictures}, to be served by
    `taptruth virtual up --apps OUT`. With --screens: OUT/images/*.png and OUT/labels.json,
    boxes in pixels. With --sheet: a contact sheet of such screens.
    """
    from harness.virtual.fabricate import apps, files  # noqa: PLC0415  loads OpenCV
    from harness.virtual.fabricate.screens import screen  # noqa: PLC0415

    if out is None and sheet is None:
        raise UsageError("nothing to write: give --out DIR, --sheet FILE.png, or both")
    chosen = None if size is None else _size(size)
    if sheet is not None:
        if sheet.suffix != ".png":
            raise UsageError(f"--sheet {sheet}: expected a name that ends in .png")
        shown = (screen(seed, at, folder=pictures, size=chosen) for at in range(count))
        files.save_picture(sheet, files.contact_sheet(shown))
        click.echo(str(sheet))
    if out is None:
        return 0
    if not screens:
        for number in range(count):
            click.echo(str(apps.write_app(out, apps.fabricate(seed, number, pictures))))
        return 0
    files.save_screens(out, (screen(seed, at, folder=pictures, size=chosen) for at in range(count)))
    click.echo(str(out / files.LABELS))
    return 0


def _size(text: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"(\d{2,4})x(\d{2,4})@(\d{2,3})", text)
    if found is None:
        raise UsageError(f"--size {text}: expected WIDTHxHEIGHT@DPI, as in 720x1600@320")
    width, height, density = map(int, found.groups())
    if not 72 <= density <= 960:
        raise UsageError(f"--size {text}: a density is 72 to 960 dpi")
    return width, height, density
