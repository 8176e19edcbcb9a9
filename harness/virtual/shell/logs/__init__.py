"""What ``logcat`` is asked and how it writes an entry."""
