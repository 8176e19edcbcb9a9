"""TapTruth: starts an app, taps what pops up, and checks where navigation really goes."""

__version__ = "0.1.0"
