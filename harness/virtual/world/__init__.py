"""What the system's own apps do: one file an app, beside what draws it in ``system_apps``.

A ``PageApp`` keeps what its pages show, gives the words that their builder draws, and acts on
what was touched. It knows the phone through a ``Desk`` only.
"""
