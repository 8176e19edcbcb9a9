"""Each way to cheat, as a file: verify stops where it must and names the first wrong file."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from harness.domain.errors import VerificationError
from harness.evidence.verify import Step, Trust, verify

FORGED = Path(__file__).parents[2] / "fixtures" / "bundles" / "forged"
INDEX = tomllib.loads((FORGED / "forged.toml").read_text("utf-8"))
TRUST = Trust(
    key=INDEX["key"],
    roots=x509.load_pem_x509_certificates(INDEX["root"].encode()),
    stamped=True,
    custody=INDEX["custody"],
)


def test_the_honest_bundle_holds_in_all_nine_steps() -> None:
    """With key, time-stamp root and custody known from elsewhere."""
    steps: dict[Step, str] = {}
    verify(FORGED / "honest.zip", trust=TRUST, told=steps.__setitem__)
    assert list(steps) == list(Step)
    assert "NOT VERIFIED" not in steps[Step.STAMP]


def test_the_honest_bundle_of_a_killed_run_that_went_on_holds() -> None:
    """Its one frame that the kill took is excused."""
    steps: dict[Step, str] = {}
    verify(FORGED / "resumed.zip", trust=Trust(key=INDEX["key"]), told=steps.__setitem__)
    assert "whole, resumed" in steps[Step.EVENTS]


@pytest.mark.parametrize("forgery", INDEX["forgery"], ids=lambda entry: entry["name"])
def test_a_forgery_is_found(forgery: dict[str, Any]) -> None:
    """At its step, with its file."""
    with pytest.raises(VerificationError) as caught:
        verify(FORGED / f"{forgery['name']}.zip", trust=TRUST)
    assert (caught.value.step, caught.value.file) == (forgery["step"], forgery["file"])
    assert "\n" not in str(caught.value)


def test_every_forgery_is_listed() -> None:
    """No zip lies there untested."""
    listed = {entry["name"] for entry in INDEX["forgery"]} | {"honest", "resumed"}
    assert {path.stem for path in FORGED.glob("*.zip")} == listed
