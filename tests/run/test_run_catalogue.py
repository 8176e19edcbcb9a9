"""Which rules a bundle's case is judged by."""

import sys
from pathlib import Path

import pytest

from harness.domain.errors import UsageError
from harness.evidence.reader import open_bundle
from harness.run.catalogue import catalogue_of, load_catalogue, own_clauses_of

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
from bundle_builder import begin, case_of, run_trial

OWN = """
format = 1
name = "ACME"
profile = "play"
[rules.C15]
enabled = false
[rules.C01]
clauses = ["ACME-1"]
[[clauses]]
id = "ACME-1"
document = "ACME guide"
"""


def test_a_bundle_is_judged_again_by_the_rules_that_lie_in_it(tmp_path: Path) -> None:
    """The own file's text and profile come back; what is asked for now goes before."""
    writer = begin(tmp_path / "b", tmp_path / "key.pem")
    writer.put_rules(OWN)
    writer.finish(case_of(run_trial(writer, 1, (1,))), None, partial=False)
    with open_bundle(tmp_path / "b") as bundle:
        found = catalogue_of(bundle)
        assert found.profile.id == "play"
        assert "C15" in found.dormant
        assert catalogue_of(bundle, "vn").profile.id == "vn"
        assert [clause.title("zh") for clause in own_clauses_of(bundle)] == ["ACME guide"]
    (tmp_path / "my.toml").write_text(OWN)
    assert load_catalogue(None, tmp_path / "my.toml").version == found.version


def test_an_own_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """It names the file."""
    with pytest.raises(UsageError, match=r"none.toml: cannot be read"):
        load_catalogue(None, tmp_path / "none.toml")
