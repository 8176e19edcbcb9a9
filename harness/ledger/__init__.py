"""The register of findings across cases (问题台账): ``Ledger.open(url)`` is the way in."""

from harness.ledger.ledger import Ledger
from harness.ledger.records import Filter, Tried
from harness.ledger.states import State

__all__ = ["Filter", "Ledger", "State", "Tried"]
