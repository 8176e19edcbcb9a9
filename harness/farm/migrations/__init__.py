"""The farm's tables through time; run by ``harness.farm.migrate`` at ``farm init``."""
