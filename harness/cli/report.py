"""``taptruth report``: the report of one bundle or of many."""

import json
from pathlib import Path

import click

from harness.cli.given import bundle_given


@click.command(name="report")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False),
              help="The HTML file to write [default: report.html].")  # fmt: skip
@click.option("--lang", type=click.Choice(["zh", "en", "both"]), default="both", show_default=True)
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write JUnit XML.")
@click.option("--json-out", type=click.Path(path_type=Path, dir_okay=False), help="Write JSON.")
@click.option("--json", "as_json", is_flag=True,
              help="Print the JSON report; HTML is then written only with -o.")  # fmt: skip
def command(
    bundles: tuple[Path, ...],
    out: Path | None,
    lang: str,
    junit: Path | None,
    json_out: Path | None,
    as_json: bool,
) -> int:
    """Write the report of one bundle or of many.

    BUNDLES are folders or zips; several come on one page with an overview first. Reading is
    not verifying: see taptruth verify.
    """
    from harness.run.outputs import bundles_data, write_files  # noqa: PLC0415  loads OpenCV

    html = out or (None if as_json else Path("report.html"))
    with bundle_given():
        written = write_files(bundles, html=html, json_out=json_out, junit=junit, lang=lang)
        data = bundles_data(bundles) if as_json else None
    if data is not None:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        for name, path in written.items():
            click.echo(f"{name}: {path}")
    return 0
