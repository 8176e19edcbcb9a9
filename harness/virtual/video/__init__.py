"""The screen as video: what ``screenrecord`` writes."""
