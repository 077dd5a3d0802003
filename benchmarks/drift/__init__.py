"""Drift: how quick the report is beside Evidently's and NannyML's, and what it finds and does not find."""
