"""``taptruth rules``: the rule catalogue as a table, as JSON, or as the docs' page."""

import datetime as dt
import json
from pathlib import Path

import click
import msgspec

from harness.domain.finding import Rule
from harness.judge.catalogue import Catalogue
from harness.run.catalogue import load_catalogue

HEADINGS = {
    "en": ("id", "name", "sev.", "benchmark", "origin", "clauses", "measured"),
    "zh": ("编号", "名称", "级别", "基准", "来源", "条款", "可检测"),
}
ORIGINS = {
    "en": {"law": "law", "standard": "standard", "ours": "ours", "company": "company"},
    "zh": {"law": "法规", "standard": "标准", "ours": "本工具", "company": "企业自定"},
}
MEASURED = {"en": ("yes", "not yet"), "zh": ("是", "暂不")}
OFF = {"en": "off", "zh": "停用"}


@click.command("rules")
@click.option("--profile", type=click.Choice(["cn", "play", "vn", "eu"]),
              help="Whose clauses count; else the own file's, else cn.")  # fmt: skip
@click.option("--rules", "own", type=click.Path(path_type=Path),
              help="Your own rules on top (docs/rules-file.md).")  # fmt: skip
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]),
              help="As in force on that day (2026-03-26); else all that is listed.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one a rule.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
def command(
    *, profile: str | None, own: Path | None, day: dt.datetime | None, as_json: bool, lang: str
) -> None:
    """List the rules: what is asked, against which benchmark, matching which clauses."""
    catalogue = load_catalogue(profile, own)
    if day is not None:
        catalogue = _on(catalogue, day)
    if as_json:
        click.echo(json.dumps(_as_objects(catalogue), ensure_ascii=False, indent=2))
        return
    _print_table(catalogue, lang)


def _on(catalogue: Catalogue, day: dt.datetime) -> Catalogue:
    """The versions of that day, each rule with the clauses in force then."""
    wall_ns = int(day.replace(tzinfo=dt.UTC).timestamp()) * 1_000_000_000
    dated = catalogue.at(wall_ns)
    rules = tuple(
        msgspec.structs.replace(
            rule,
            clauses=dated.in_force(rule, wall_ns),
            severity=dated.weight(rule, wall_ns),
        )
        for rule in dated.rules
    )
    return msgspec.structs.replace(dated, rules=rules)


def _as_objects(catalogue: Catalogue) -> list[dict[str, object]]:
    objects = []
    for rule in catalogue.rules:
        entry: dict[str, object] = msgspec.to_builtins(rule)
        clauses = [catalogue.clause(c) for c in rule.clauses]
        entry["clauses"] = [
            {**msgspec.to_builtins(c), "in_profile": catalogue.prints(c)} for c in clauses
        ]
        entry["profile"] = catalogue.profile.id
        entry["severity_in_profile"] = catalogue.weight(rule, 0)
        entry["enabled"] = rule.id not in catalogue.dormant
        objects.append(entry)
    return objects


def _print_table(catalogue: Catalogue, lang: str) -> None:
    from rich.console import Console  # noqa: PLC0415  slow to import, not needed for --json
    from rich.table import Table  # noqa: PLC0415

    profile = catalogue.profile
    name = profile.name_zh if lang == "zh" else profile.name_en
    table = Table(title=f"TapTruth {catalogue.version} · {name}", show_lines=False)
    for heading in HEADINGS[lang]:
        table.add_column(heading, overflow="fold")
    for rule in catalogue.rules:
        table.add_row(*_row(catalogue, rule, lang))
    Console().print(table)


def _row(catalogue: Catalogue, rule: Rule, lang: str) -> list[str]:
    zh = lang == "zh"
    clauses = ", ".join(c for c in rule.clauses if catalogue.prints(catalogue.clause(c)))
    state = MEASURED[lang][0 if rule.observable else 1]
    return [
        rule.id,
        rule.name_zh if zh else rule.name_en,
        rule.severity if _weighs(catalogue, rule) else "S3",
        rule.benchmark_zh if zh else rule.benchmark_en,
        ORIGINS[lang].get(rule.origin, rule.origin),
        clauses,
        OFF[lang] if rule.id in catalogue.dormant else state,
    ]


def _weighs(catalogue: Catalogue, rule: Rule) -> bool:
    return catalogue.weight(rule, 0) == rule.severity
