"""The ledger's tables through time; run by ``harness.ledger.migrate`` when a ledger is opened."""
