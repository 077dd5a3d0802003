"""What vigie.toml declares beside its columns: a file for each section or two, read by `core.project`."""
