"""The one place that joins a session, a device, a clock and a bundle."""
