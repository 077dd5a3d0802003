"""How good a candidate is, whether it is better than another, and whether it may be promoted. Pure."""
