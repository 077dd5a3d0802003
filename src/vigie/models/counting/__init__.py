"""Recipes that count words and groups of letters."""
