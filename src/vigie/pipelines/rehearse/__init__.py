"""A rehearsal: weeks of a model's life in minutes, everything real but the clock (ADR 0168)."""
