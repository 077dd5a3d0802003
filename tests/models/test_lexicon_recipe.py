"""The lexicon's recipe maps VADER's scores to the project's classes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from vigie.core.errors import FitError
from vigie.core.schema import Schema
from vigie.models.lexicon import VaderScores, lexicon_vader


def test_lexicon_vader_learns_which_class_is_unhappy(schema: Schema) -> None:
    english = schema.model_copy(update={"features": (schema.feature("title"),)})
    X = pd.DataFrame({"title": ["I hate it", "awful, sad", "I love it", "GREAT!!! :)", "it is blue", ""]}, dtype=object)
    y = np.array(["negatif", "negatif", "positif", "positif", "positif", "negatif"])
    model = lexicon_vader(english, C=10.0).fit(X, y)
    new = pd.DataFrame({"title": ["this is horrible", "wonderful"]}, dtype=object)
    assert model.predict(new).tolist() == ["negatif", "positif"]


def test_lexicon_vader_on_a_french_text_says_why_not(schema: Schema) -> None:
    with pytest.raises(FitError, match="the lexicon is English, and feature 'review' is 'fr'"):
        lexicon_vader(schema)


def test_vader_scores_name_their_columns() -> None:
    assert VaderScores().fit([""]).get_feature_names_out().tolist() == ["neg", "neu", "pos", "compound"]
