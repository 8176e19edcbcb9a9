"""Many devices, many hosts."""
