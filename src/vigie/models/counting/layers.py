"""A small net over counted terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.models.class_contrast import ClassContrast
from vigie.models.counting.terms import LettersOf, Reading, term_steps, tfidf
from vigie.text.normalise import Style
from vigie.text.preparation import Preparation


def tfidf_mlp(
    schema: Schema,
    *,
    seed: int = 0,
    words: tuple[int, ...] | None = (1, 2),
    chars: tuple[int, ...] | None = (2, 4),
    letters_of: LettersOf = "words",
    min_df: int = 2,
    max_features: int | None = 10_000,
    sublinear_tf: bool = True,
    layers: Sequence[int] = (64,),
    activation: Literal["relu", "tanh", "logistic"] = "relu",
    alpha: float = 1e-4,
    learning_rate: float = 1e-3,
    batch_size: int = 64,
    max_epochs: int = 50,
    patience: int = 5,
    contrast: float = 0.1,
    preparation: Preparation = "none",
    stop_words: bool = False,
    style: Style = "tweet",
) -> Pipeline:
    """A multilayer perceptron over TF-IDF of words and of groups of letters.

    Tries whether terms mean something else together than each by itself: a hidden layer may learn that 'not' turns
    'good' round. On some thousand texts there is little of that to learn which pairs of words do not tell already.
    A tenth of the training rows is held back, and training stops when they no longer gain. Reads the schema's first
    text, and nothing else of the row.

    Parameters
    ----------
    max_features
        Terms kept of the words, and as many of the letters, the most frequent: each costs a weight per unit.
    layers
        Units of each hidden layer, from input to output.
    activation
        What bends the units' sums.
    alpha
        How much large weights cost, from 0.
    learning_rate
        Size of the steps (Adam).
    batch_size
        Rows of a step.
    max_epochs, patience
        Passes over the rows at most, and passes without gain after which training stops.
    words, chars, letters_of, min_df, sublinear_tf, contrast, preparation, stop_words, style
        As for `tfidf-logreg`.
    """
    reading = Reading(words, chars, letters_of, preparation, stop_words, style)
    weigh = tfidf(sublinear_tf=sublinear_tf, min_df=min_df, max_features=max_features)
    steps = term_steps(schema, "tfidf-mlp", reading, weigh, ClassContrast(contrast) if contrast else None)
    model = MLPClassifier(
        hidden_layer_sizes=tuple(layers),
        activation=activation,
        alpha=alpha,
        learning_rate_init=learning_rate,
        batch_size=batch_size,
        max_iter=max_epochs,
        early_stopping=True,
        n_iter_no_change=patience,
        random_state=seed,
    )
    return Pipeline([*steps, ("model", model)])
