"""Recipes that average word vectors and weigh the average linearly."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from vigie.core.errors import VectorsFileError
from vigie.core.schema import Schema
from vigie.models.embeddings.average_vectors import AverageVectors, Weighting
from vigie.models.embeddings.vectors import resolve
from vigie.models.text_column import TextColumn, first_text
from vigie.text.normalise import Style
from vigie.text.tokens import TOKENS


def word2vec_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    size: int = 100,
    window: int = 5,
    min_count: int = 2,
    epochs: int = 20,
    weighting: Weighting = "none",
    C: float = 1.0,
    style: Style = "tweet",
    class_weight: Literal["balanced"] | None = None,
) -> Pipeline:
    """Logistic regression over averages of Word2Vec vectors that were trained on the training texts.

    Tries whether words that stand in like places mean alike: 'delayed' and 'late' then share what was learnt of either.
    On some thousand texts there is little to learn vectors from, so counting words mostly does better; it gains with
    the number of texts. A word that training has not met does not count, and every word of a long text does. Reads the
    schema's first text, and nothing else of the row.

    Parameters
    ----------
    size
        Numbers in a vector.
    window
        Words to either side that a word is to foretell.
    min_count
        Occurrences that a word needs to get a vector.
    epochs
        Passes over the texts when vectors are trained.
    weighting
        "none": every word counts alike. "idf": rare ones count more. "sif": the commonest count less.
    C
        Freedom of the linear model's weights, over 0.
    style
        Of the text's normalisation: "tweet", "plain" or "none".
    class_weight
        "balanced" to count rare classes as much as common ones.

    References
    ----------
    Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality", NIPS 2013.
    """
    feature = first_text(schema, "word2vec-logreg")
    features = AverageVectors(
        "word2vec", TOKENS[feature.language], size, window, min_count, epochs, weighting=weighting, seed=seed
    )
    return _pipeline(TextColumn(feature, style), features, C, class_weight, seed)


def fasttext_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    size: int = 100,
    window: int = 5,
    min_count: int = 2,
    epochs: int = 20,
    weighting: Weighting = "none",
    C: float = 1.0,
    style: Style = "tweet",
    class_weight: Literal["balanced"] | None = None,
) -> Pipeline:
    """Logistic regression over averages of FastText vectors that were trained on the training texts.

    Tries whether the letters inside words help where words are rare, misspelt or inflected, as in French: a word's
    vector is made of those of its groups of 3 to 5 letters. A word that training has not met gets the mean of the
    groups that training has met. Reads the schema's first text, and nothing else of the row.

    Parameters
    ----------
    size, window, min_count, epochs, weighting, C, style, class_weight
        As for `word2vec-logreg`; a training takes about three times as long.

    References
    ----------
    Bojanowski et al., "Enriching Word Vectors with Subword Information", TACL 2017.
    """
    feature = first_text(schema, "fasttext-logreg")
    features = AverageVectors(
        "fasttext", TOKENS[feature.language], size, window, min_count, epochs, weighting=weighting, seed=seed
    )
    return _pipeline(TextColumn(feature, style), features, C, class_weight, seed)


def vectors_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    root: Path = Path(),
    embeddings: str = "vectors.vec",
    common: int = 20_000,
    weighting: Weighting = "none",
    C: float = 1.0,
    style: Style = "tweet",
    class_weight: Literal["balanced"] | None = None,
) -> Pipeline:
    """Logistic regression over averages of word vectors that are read from a file.

    Tries what others have learnt from a thousand times more text: GloVe, word2vec or fastText, as published for many
    languages. The file is read when the model is fitted and is needed no more afterwards. Reads the schema's first
    text, and nothing else of the row.

    Parameters
    ----------
    root
        Where `embeddings` is looked for: the project's folder.
    embeddings
        Path of the file: GloVe's text, word2vec's text or fastText's `.vec`, or one of these with `.gz` after it.
    common
        Words of the file, from its beginning, that count in the service although no training text has them.
    weighting, C, style, class_weight
        As for `word2vec-logreg`.

    References
    ----------
    Pennington, Socher & Manning, "GloVe: Global Vectors for Word Representation", EMNLP 2014.
    """
    feature = first_text(schema, "vectors-logreg")
    path = resolve(embeddings, root)
    if path is None or not Path(path).is_file():
        raise VectorsFileError(path or "''", 'there is no such file; name it with embeddings = "…"')
    features = AverageVectors(path, TOKENS[feature.language], common=common, weighting=weighting, seed=seed)
    return _pipeline(TextColumn(feature, style), features, C, class_weight, seed)


def _pipeline(
    text: TextColumn, features: AverageVectors, C: float, class_weight: Literal["balanced"] | None, seed: int
) -> Pipeline:
    # Vectors of few texts lie in a narrow cone; without scaling the regression takes long and is held back unevenly.
    model = LogisticRegression(C=C, class_weight=class_weight, max_iter=2_000, random_state=seed)
    return Pipeline([("text", text), ("features", features), ("scale", StandardScaler()), ("model", model)])
