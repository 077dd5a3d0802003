"""The steps; each file is frozen once released."""
