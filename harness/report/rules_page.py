"""The rule catalogue as a Markdown page, in Chinese and English: ``docs/rules.md``."""

from collections.abc import Iterator, Sequence

from harness.domain.finding import Clause, Rule

HEAD = """# Rules · 规则

<!-- Written by `make rules-page` from harness/judge/rules.toml, clauses.toml and profiles.toml. -->

Version {version}. A finding says that something was measured and which described situation it
matches; whether that breaks a law is for the authority to decide. Severity: S1 deception or
coercion, S2 explicit prohibition, S3 benchmark only (a note, never moves a verdict). Clauses are
cited only if their text or a press copy of it was read, and only if they were in force on the
day of the test. Your own numbers: [rules-file.md](rules-file.md).

规则版本 {version}。检测结论只说明测得的现象与所列情形相符，是否构成违法由主管部门认定。
级别：S1 欺骗或强迫，S2 明文禁止，S3 仅为基准（提示，不影响结论）。只引用已核对原文或公开转载、
且在检测当日有效的条款。

| profile · 适用范围 | clauses that count · 计入的条款 |
| --- | --- |
"""


def rules_page(
    version: str,
    rules: Sequence[Rule],
    clauses: Sequence[Clause],
    profiles: Sequence[tuple[str, str, str, Sequence[str]]],
) -> str:
    """The page as text; ``profiles`` are (id, name in English, in Chinese, jurisdictions)."""
    known = {clause.id: clause for clause in clauses}
    lines = [HEAD.format(version=version).rstrip()]
    lines += [f"| `{i}` {en} · {zh} | {', '.join(where)} |" for i, en, zh, where in profiles]
    for rule in rules:
        lines += _rule(rule, known)
    lines += ["", "## Clauses · 条款", "", *_table(clauses)]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule, clauses: dict[str, Clause]) -> Iterator[str]:
    yield from ("", f"## {rule.id} {rule.name_zh} · {rule.name_en}", "")
    yield f"{rule.question_zh} {rule.question_en}"
    yield ""
    yield f"- measured · 测量: {rule.quantity_zh} · {rule.quantity_en} ({rule.unit})"
    yield f"- benchmark · 基准: {rule.benchmark_zh} · {rule.benchmark_en} ({rule.origin})"
    yield f"- severity · 级别: {rule.severity}"
    if rule.in_force_from:
        yield f"- for tests from · 适用于此日起的检测: {rule.in_force_from}"
    yield f"- MIIT label · 工信部通报用语: {rule.miit_label or '—'}"
    cited = [f"{c} {clauses[c].title('zh')}" for c in rule.clauses]
    yield f"- clauses · 条款: {'; '.join(cited)}"
    if rule.thresholds:
        numbers = ", ".join(f"`{name}` = {value:g}" for name, value in rule.thresholds.items())
        yield f"- numbers · 数值: {numbers}"
    if not rule.observable:
        yield f"- not measured · 暂不检测: {rule.unobserved_zh} · {rule.unobserved_en}"


def _table(clauses: Sequence[Clause]) -> Iterator[str]:
    yield "| id | where · 适用 | document · 文件 | from · 起 | until · 止 | verified · 核对 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for clause in clauses:
        names = dict.fromkeys([clause.title("zh"), clause.title("en")])
        yield (
            f"| {clause.id} | {clause.jurisdiction}, {clause.kind} | {' · '.join(names)} "
            f"| {clause.in_force_from or '—'} | {clause.in_force_until or '—'} "
            f"| {clause.verified} |"
        )
