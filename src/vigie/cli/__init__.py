"""The command line: one file per group of commands; heavy libraries are imported inside the command that needs them."""
