"""The lexicons' recipes map their scores to the project's classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from vigie.core.errors import FitError
from vigie.core.schema import Schema
from vigie.models.lexicon import LexiconScores, lexicon_textblob, lexicon_vader

both = pytest.mark.parametrize("recipe", [lexicon_vader, lexicon_textblob])


@both
def test_lexicon_recipe_learns_which_class_is_unhappy(recipe: Any, schema: Schema) -> None:
    english = schema.model_copy(update={"features": (schema.feature("title"),)})
    X = pd.DataFrame({"title": ["I hate it", "awful, sad", "I love it", "GREAT!!! :)", "it is blue", ""]}, dtype=object)
    y = np.array(["negatif", "negatif", "positif", "positif", "positif", "negatif"])
    model = recipe(english, C=10.0).fit(X, y)
    new = pd.DataFrame({"title": ["this is horrible", "wonderful"]}, dtype=object)
    assert model.predict(new).tolist() == ["negatif", "positif"]


@both
def test_lexicon_recipe_on_a_french_text_says_why_not(recipe: Any, schema: Schema) -> None:
    with pytest.raises(FitError, match="the lexicon is English, and feature 'review' is 'fr'"):
        recipe(schema)


def test_lexicon_scores_name_their_columns() -> None:
    assert LexiconScores().fit([""]).get_feature_names_out().tolist() == ["neg", "neu", "pos", "compound"]
    assert LexiconScores("textblob").get_feature_names_out().tolist() == ["polarity", "subjectivity"]
