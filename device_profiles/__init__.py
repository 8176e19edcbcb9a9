"""What is known of kinds of devices beforehand: TOML, one file a kind."""
