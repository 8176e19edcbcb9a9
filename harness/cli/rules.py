"""``taptruth rules``: the rule catalogue as a table or as JSON."""

import json

import click
import msgspec

from harness.domain.finding import Rule
from harness.judge.catalogue import Catalogue
from harness.run.catalogue import load_catalogue


@click.command("rules")
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one a rule.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
def command(*, as_json: bool, lang: str) -> None:
    """List the rules: what is asked, against which benchmark, matching which clauses."""
    catalogue = load_catalogue()
    if as_json:
        click.echo(json.dumps(_as_objects(catalogue), ensure_ascii=False, indent=2))
        return
    _print_table(catalogue, lang)


def _as_objects(catalogue: Catalogue) -> list[dict[str, object]]:
    objects = []
    for rule in catalogue.rules:
        entry: dict[str, object] = msgspec.to_builtins(rule)
        entry["clauses"] = [msgspec.to_builtins(catalogue.clause(c)) for c in rule.clauses]
        objects.append(entry)
    return objects


def _print_table(catalogue: Catalogue, lang: str) -> None:
    from rich.console import Console  # noqa: PLC0415  slow to import, not needed for --json
    from rich.table import Table  # noqa: PLC0415

    table = Table(title=f"TapTruth rules {catalogue.version}", show_lines=False)
    for heading in ("id", "name", "sev.", "benchmark", "origin", "clauses", "measured"):
        table.add_column(heading, overflow="fold")
    for rule in catalogue.rules:
        table.add_row(*_row(rule, lang))
    Console().print(table)


def _row(rule: Rule, lang: str) -> list[str]:
    name = rule.name_zh if lang == "zh" else rule.name_en
    measured = "yes" if rule.observable else "not yet"
    clauses = ", ".join(rule.clauses)
    return [rule.id, name, rule.severity, rule.benchmark, rule.origin, clauses, measured]
