"""Vigie, the lookout: a classifier from a CSV file to a service that is tracked, watched and improved."""

__version__ = "0.1.0"
