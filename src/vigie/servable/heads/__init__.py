"""Last steps of a model: from a dense row of numbers to class probabilities, with NumPy alone.

An encoder of texts, a table's prepared columns and the averaged vectors of words all end in one of these.
"""

from vigie.servable.heads.head import Head, HeadSpec, load_head
from vigie.servable.heads.layers import Activation, LayersHead, LayersSpec
from vigie.servable.heads.linear import LinearHead, LinearSpec
from vigie.servable.heads.rbf import RbfHead, RbfSpec

__all__ = [
    "Activation",
    "Head",
    "HeadSpec",
    "LayersHead",
    "LayersSpec",
    "LinearHead",
    "LinearSpec",
    "RbfHead",
    "RbfSpec",
    "load_head",
]
