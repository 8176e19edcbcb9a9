"""Measuring detectors on labelled screenshots: labels, scores, baselines, the error sheet."""
