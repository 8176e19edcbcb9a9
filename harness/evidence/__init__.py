"""Bundles: written as things happen, read back, sealed, verified (design §9).

``writer`` writes one, ``reader`` opens one, ``seal`` seals what a killed run left,
``verify`` returns nothing or raises. ``docs/evidence-format.md`` has the format byte by byte.
"""
