"""A schema with a text that is not called 'text', beside other columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from vigie.core.schema import Feature, Schema, Target


@pytest.fixture
def schema() -> Schema:
    return Schema(
        features=(
            Feature(name="stars", type="integer"),
            Feature(name="review", type="text", language="fr", missing=("N/A",)),
            Feature(name="title", type="text"),
        ),
        target=Target(column="mood", classes={"negatif": ("negatif",), "positif": ("positif",)}),
    )


@pytest.fixture
def reviews() -> tuple[pd.DataFrame, NDArray[np.str_]]:
    """Eight French reviews, four of each mood; `stars` and `title` would give them away."""
    bad = [
        "Service nul, l'avion en retard",
        "jamais de réponse",
        "Très mauvais service, à fuir",
        "l’attente était nulle",
    ]
    good = ["Service parfait", "très bon accueil, merci", "réponse rapide, merci", "L'équipe est au top 😀"]
    frame = pd.DataFrame({"stars": [1.0] * 4 + [5.0] * 4, "review": bad + good, "title": ["x"] * 8})
    return frame.astype({"review": object, "title": object}), np.array(["negatif"] * 4 + ["positif"] * 4)
