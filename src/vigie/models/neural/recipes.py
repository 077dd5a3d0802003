"""Recipes that train a network over the words of a text."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from sklearn.pipeline import Pipeline

from vigie.core.schema import Feature, Schema
from vigie.models.embeddings.vectors import resolve
from vigie.models.neural.classifier import TextNetClassifier
from vigie.models.text_column import TextColumn, first_text
from vigie.text.normalise import Style
from vigie.text.tokens import TOKENS

Unit = Literal["words", "characters"]
UNITS: tuple[Unit, ...] = get_args(Unit)

CHARACTER = r"[^\n]"
"""What counts as a word where letters do."""


def bilstm(
    schema: Schema,
    *,
    seed: int = 0,
    root: Path = Path(),
    embeddings: str | None = "word2vec",
    size: int = 100,
    hidden: int = 64,
    dropout: float = 0.5,
    word_dropout: float = 0.1,
    min_count: int = 2,
    max_words: int = 30_000,
    max_length: int = 200,
    epochs: int = 20,
    patience: int = 2,
    batch_size: int = 32,
    lr: float = 1e-3,
    weight_decay: float = 0.01,
    class_weight: Literal["balanced"] | None = None,
    device: str = "auto",
    style: Style = "tweet",
) -> Pipeline:
    """A long short-term memory that reads each text forwards and backwards.

    Tries whether the order of words tells more than the words: 'not bad at all' and 'not at all good'. Over its reading
    it takes the maximum and the mean. It stops when a tenth of the training texts, held out, gains no more. Reads the
    schema's first text, and nothing else of the row.

    Parameters
    ----------
    root
        Where a file of vectors is looked for: the project's folder.
    embeddings
        What the first layer begins with: "word2vec" or "fasttext", trained on the training texts; the path of a file
        of vectors; or None, "none" in vigie.toml, for chance.
    size
        Numbers in a word's vector; a file has its own.
    hidden
        Numbers of its memory in each direction.
    dropout
        Share of numbers that are left out while training.
    word_dropout
        Share of words that are made unknown while training.
    min_count
        Occurrences that a word needs to be known.
    max_words
        Words known, at most.
    max_length
        Words of a text that are read, from its beginning.
    epochs
        Passes over the texts, at most.
    patience
        Passes without gain that are borne; the best one's weights are kept.
    batch_size
        Texts in one step of training.
    lr
        Length of a step.
    weight_decay
        How much weights are drawn to 0.
    class_weight
        "balanced" to count rare classes as much as common ones.
    device
        "cpu", "cuda", or "auto" for CUDA where there is one.
    style
        Of the text's normalisation: "tweet", "plain" or "none".

    References
    ----------
    Graves & Schmidhuber, "Framewise Phoneme Classification with Bidirectional LSTM", Neural Networks 2005.
    """
    feature = first_text(schema, "bilstm")
    model = TextNetClassifier(
        architecture="bilstm",
        pattern=TOKENS[feature.language],
        embeddings=resolve(embeddings, root),
        size=size,
        hidden=hidden,
        dropout=dropout,
        word_dropout=word_dropout,
        min_count=min_count,
        max_words=max_words,
        max_length=max_length,
        epochs=epochs,
        patience=patience,
        batch_size=batch_size,
        lr=lr,
        weight_decay=weight_decay,
        class_weight=class_weight,
        device=device,
        seed=seed,
    )
    return Pipeline([("text", TextColumn(feature, style)), ("model", model)])


def cnn(
    schema: Schema,
    *,
    seed: int = 0,
    root: Path = Path(),
    unit: Unit = "words",
    embeddings: str | None = "word2vec",
    size: int = 100,
    hidden: int = 64,
    widths: tuple[int, ...] = (1, 2, 3, 4),
    dropout: float = 0.5,
    word_dropout: float = 0.1,
    min_count: int = 2,
    max_words: int = 30_000,
    max_length: int = 200,
    epochs: int = 20,
    patience: int = 2,
    batch_size: int = 32,
    lr: float = 1e-3,
    weight_decay: float = 0.01,
    class_weight: Literal["balanced"] | None = None,
    device: str = "auto",
    style: Style = "tweet",
) -> Pipeline:
    """Filters over one to four words in a row, each looking for its own phrase anywhere in the text.

    Tries whether short phrases decide, whatever stands around them. Quicker than `bilstm`, and about as good on short
    texts. With `unit = "characters"` the filters look at letters instead: try `widths = [3, 5, 7]`, `size = 32` and
    `max_length = 300`, for texts full of misspellings. Reads the schema's first text, and nothing else of the row.

    Parameters
    ----------
    unit
        What a filter looks at: "words" or "characters".
    hidden
        Filters of each width.
    widths
        Words, or letters, in a row that a filter looks at.
    root, embeddings, size, dropout, word_dropout, min_count, max_words, max_length, epochs, patience, batch_size, lr, \
weight_decay, class_weight, device, style
        As for `bilstm`.

    References
    ----------
    Kim, "Convolutional Neural Networks for Sentence Classification", EMNLP 2014.
    """
    feature = first_text(schema, "cnn")
    model = TextNetClassifier(
        architecture="cnn",
        pattern=_pattern(unit, feature),
        embeddings=resolve(embeddings, root),
        size=size,
        hidden=hidden,
        widths=widths,
        dropout=dropout,
        word_dropout=word_dropout,
        min_count=min_count,
        max_words=max_words,
        max_length=max_length,
        epochs=epochs,
        patience=patience,
        batch_size=batch_size,
        lr=lr,
        weight_decay=weight_decay,
        class_weight=class_weight,
        device=device,
        seed=seed,
    )
    return Pipeline([("text", TextColumn(feature, style)), ("model", model)])


def attention(
    schema: Schema,
    *,
    seed: int = 0,
    root: Path = Path(),
    embeddings: str | None = "word2vec",
    size: int = 100,
    hidden: int = 64,
    heads: int = 4,
    dropout: float = 0.5,
    word_dropout: float = 0.1,
    min_count: int = 2,
    max_words: int = 30_000,
    max_length: int = 200,
    epochs: int = 20,
    patience: int = 2,
    batch_size: int = 32,
    lr: float = 1e-3,
    weight_decay: float = 0.01,
    class_weight: Literal["balanced"] | None = None,
    device: str = "auto",
    style: Style = "tweet",
) -> Pipeline:
    """An average of word vectors in which the network chooses how much each word counts.

    Tries whether it is enough to find the words that matter, in no order: each head is a question to the text, and the
    words that answer it count most. The smallest and quickest of the networks. Reads the schema's first text, and
    nothing else of the row.

    Parameters
    ----------
    hidden
        Width of the small layer that scores the words.
    heads
        Averages taken, each with scores of its own.
    root, embeddings, size, dropout, word_dropout, min_count, max_words, max_length, epochs, patience, batch_size, lr, \
weight_decay, class_weight, device, style
        As for `bilstm`.

    References
    ----------
    Lin et al., "A Structured Self-Attentive Sentence Embedding", ICLR 2017.
    """
    feature = first_text(schema, "attention")
    model = TextNetClassifier(
        architecture="attention",
        pattern=TOKENS[feature.language],
        embeddings=resolve(embeddings, root),
        size=size,
        hidden=hidden,
        heads=heads,
        dropout=dropout,
        word_dropout=word_dropout,
        min_count=min_count,
        max_words=max_words,
        max_length=max_length,
        epochs=epochs,
        patience=patience,
        batch_size=batch_size,
        lr=lr,
        weight_decay=weight_decay,
        class_weight=class_weight,
        device=device,
        seed=seed,
    )
    return Pipeline([("text", TextColumn(feature, style)), ("model", model)])


def _pattern(unit: Unit, feature: Feature) -> str:
    if unit not in UNITS:
        raise ValueError(f"'{unit}' is no unit: {', '.join(UNITS)}")
    return CHARACTER if unit == "characters" else TOKENS[feature.language]
