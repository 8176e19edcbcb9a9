"""Apps made by chance: scripts, pictures and labelled screens, all painted by the project."""
