"""App scripts: format, loader, runtime."""
