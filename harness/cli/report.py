"""``taptruth report``: the report of one bundle or of many."""

import json
import os
from pathlib import Path
from typing import Any

import click

from harness.cli.given import bundle_given

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="report")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=FILE, help="The HTML file to write [default: report.html].")
@click.option("--lang", type=click.Choice(["zh", "en", "both"]), default="both", show_default=True)
@click.option("--junit", type=FILE, help="Write JUnit XML.")
@click.option("--json-out", type=FILE, help="Write JSON (docs/report.schema.json).")
@click.option("--xlsx", type=FILE, help="Write a workbook: the ministry's six columns, details.")
@click.option("--sarif", type=FILE, help="Write SARIF 2.1.0.")
@click.option("--allure", type=click.Path(path_type=Path, file_okay=False),
              help="Write a folder of Allure results.")  # fmt: skip
@click.option("--github", is_flag=True,
              help="Print annotations for GitHub Actions and write its step summary.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True,
              help="Print the JSON report; HTML is then written only with -o.")  # fmt: skip
def command(
    bundles: tuple[Path, ...], out: Path | None, github: bool, as_json: bool, **places: Any
) -> int:
    """Write the report of one bundle or of many.

    BUNDLES are folders or zips; several come on one page with an overview first. Reading is
    not verifying: see taptruth verify.
    """
    from harness.run import outputs  # noqa: PLC0415  loads OpenCV

    html = out or (None if as_json or github else Path("report.html"))
    with bundle_given():
        written = outputs.write_files(bundles, outputs.Wanted(html=html, **places))
        data = outputs.bundles_data(bundles) if as_json else None
        told = outputs.github_outputs(bundles, os.environ) if github else ""
    if data is not None:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo(told, nl=False)
        for name, path in written.items():
            click.echo(f"{name}: {path}", err=github)
    return 0
