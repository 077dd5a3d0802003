"""The stages of a project, each a sequence of named steps: train, compare, promote, watch."""
