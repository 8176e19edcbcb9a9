"""Bundles: written as it happens, sealed, verified."""
