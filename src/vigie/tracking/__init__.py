"""The only door to MLflow: what is recorded of a candidate, and the registry of what was promoted."""
