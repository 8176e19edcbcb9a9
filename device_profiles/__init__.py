"""What is known of devices and of well-known packages beforehand, as data.

``places.toml`` says what kind of place a package, an activity or a window is; each other
``*.toml`` describes one kind of device, every quirk with a ``because``.
"""
