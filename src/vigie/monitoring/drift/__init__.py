"""Drift: how far the rows that are answered now are from those that the model was trained on.

The training rows are kept as small sketches (`reference`), the rows of a window are sketched the same way, and
`comparison` says which columns have moved, by how much, and what that does to the model. NumPy alone: the service may
import it.
"""
