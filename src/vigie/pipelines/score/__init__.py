"""Answers to a whole table: streamed, and gone on with after a stop."""
