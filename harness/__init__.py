"""TapTruth: starts an app, taps what pops up, and checks where navigation really goes."""
