"""The register of findings across cases."""
