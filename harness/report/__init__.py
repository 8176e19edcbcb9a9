"""Reports for people and machines: HTML, JUnit, JSON; handed domain records, not paths."""
