"""Sentences of the report about questions, outcomes, hops and times."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from harness.domain.chinese import in_chinese
from harness.domain.finding import Finding
from harness.domain.trial import Question, QuestionKind, Skipped, Trial, TrialStatus
from harness.report.clean import clean
from harness.report.words import Words, texts

LEFT_FOR = re.compile(r"(?:(?<=^left for )|(?<=^tried to leave for ))[a-z_]+(?= )")


def by_lang(key: str) -> dict[str, str]:
    """A text in every language, to be filled into another."""
    return {lang: texts(lang)[key] for lang in ("zh", "en")}


def told(phrase: str) -> dict[str, str]:
    """A why-sentence of a session or the plan in every language."""
    return {
        "zh": clean(in_chinese(_place_named(phrase, "zh"))),
        "en": clean(_place_named(phrase, "en")),
    }


def _place_named(phrase: str, lang: str) -> str:
    """The sentence with the kind of the place that was left for in words."""

    def worded(found: re.Match[str]) -> str:
        return texts(lang).get(f"place.{found[0]}", found[0])

    return LEFT_FOR.sub(worded, phrase)


def told_all(what: Sequence[str]) -> dict[str, str]:
    """Several of them in a row."""
    return {"zh": "、".join(told(w)["zh"] for w in what), "en": ", ".join(map(clean, what))}


def left_out(skipped: Sequence[Skipped]) -> dict[str, str]:
    """What was not varied or measured, each with its reason, in every language."""
    pairs = [(told(one.question), told(one.reason)) for one in skipped]
    return {
        "zh": "；".join(f"{what['zh']}（{why['zh']}）" for what, why in pairs),
        "en": "; ".join(f"{what['en']} ({why['en']})" for what, why in pairs),
    }


def question_phrase(words: Words, question: Question) -> Markup:
    """What was asked of a launch."""
    if question.kind is QuestionKind.TAP_BODY and question.point_rel is not None:
        x, y = (round(share * 100) for share in question.point_rel)
        return words("question.tap_body", x=x, y=y)
    if question.kind is QuestionKind.TAP_BODY:
        return words("role.body")
    role = str(question.candidate.role) if question.candidate else "close"
    return words(f"question.{question.kind}", what=by_lang(f"role.{role}"))


def outcome_name(trial: Trial) -> str:
    """The outcome's key among the texts: an outcome, or why there is none."""
    if trial.status is not TrialStatus.DONE:
        return str(trial.status)
    if trial.result is None or trial.result.outcome is None:
        return "watched" if trial.question.kind is QuestionKind.WATCH else "none"
    return str(trial.result.outcome.kind)


def subject_phrase(words: Words, finding: Finding) -> Markup | None:
    """The control a finding is about, in words and by its key."""
    if finding.subject is None:
        return None
    role = finding.subject.split("@", 1)[0]
    if f"role.{role}" not in texts("en"):
        return words.pair(finding.subject, finding.subject)
    return Markup("{} <code>{}</code>").format(
        words.pair(finding.subject, finding.subject), clean(finding.subject)
    )


def percent(share: float) -> str:
    """A share of 1 as whole percent."""
    return f"{share * 100:.0f}"


def number(value: float) -> str:
    """A measured value: at most three digits that say something."""
    return f"{value:.3g}"


def local_time(wall_ns: int | None) -> str:
    """Local date and time with its offset, to the second."""
    if wall_ns is None:
        return "—"
    moment = dt.datetime.fromtimestamp(wall_ns // 1_000_000_000, tz=dt.UTC).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M:%S %z")


def seal_phrase(words: Words, seal_info: Mapping[str, Any] | None) -> Markup:
    """When and by which key the bundle was sealed, as ``seal.json`` says."""
    statement = seal_statement(seal_info)
    if not statement or not seal_info:
        return words("facts.unsealed")
    key = "facts.sealed_later" if statement.get("sealed") == "later" else "facts.sealed_at_end"
    return words(key, at=statement.get("sealed_at", "?"), key=seal_info.get("key_id", "?"))


def seal_statement(seal_info: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What was signed, empty when there is no seal (or none that can be read)."""
    statement = (seal_info or {}).get("statement")
    return statement if isinstance(statement, Mapping) else {}
