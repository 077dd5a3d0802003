"""Why a model answers a row as it does, and what it looks at on the whole: by its servable alone, so for every kind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vigie.core.errors import PayloadError, nearest
from vigie.core.project import Project
from vigie.core.schema import Feature, Schema, is_missing
from vigie.core.types import Row, Stage
from vigie.evaluation.importance import Importance, WordEffect, permutation_importance, word_effects
from vigie.packaging.prove import to_rows
from vigie.pipelines.rows import LabelledRows
from vigie.pipelines.served import Served, find_served
from vigie.servable.runtime import Contribution
from vigie.settings import Settings

SHUFFLED_ROWS = 1_000
"""Validation rows whose columns are shuffled; more would tell the same."""
READ_TEXTS = 150
"""Texts whose words are taken away in turn: some thousand answers."""


@dataclass(frozen=True)
class RowExplanation:
    """One answer, and what weighed for and against it."""

    model: str
    row: Mapping[str, Any]
    truth: str | None
    """The row's own label, where it came from the dataset."""
    label: str
    probabilities: Mapping[str, float]
    because: Sequence[Contribution]
    """In log-odds of the answered label, heaviest first; negative: against it."""


@dataclass(frozen=True)
class ModelExplanation:
    """What a model looks at."""

    model: str
    metric: str
    terms: Mapping[str, Sequence[Contribution]]
    """Class → the terms with the largest weights towards it; empty where the model keeps no such list."""
    words: Mapping[str, Sequence[WordEffect]]
    """Class → the words whose removal takes most from it; empty where `terms` say it, and without a text."""
    importances: Sequence[Importance]
    """Of each feature, the largest first; empty where there is only one."""
    rows: int
    """Validation rows that it was found on."""


def explain_row(project: Project, settings: Settings, name: str, row: str, *, top: int = 12) -> RowExplanation:
    """Explain the answer to one row.

    Parameters
    ----------
    row
        A JSON object of features, or the key of a validation row.

    Raises
    ------
    PayloadError
        If the JSON is none, a feature is unknown, missing or of another type, or no validation row has that key.
    """
    served = find_served(project, settings, name)
    given, truth = _read(row, served) if row.lstrip().startswith("{") else _look_up(row, served)
    servable = served.servable
    probabilities = servable.predict_proba([given])[0]
    label = servable.labels[int(probabilities.argmax())]
    return RowExplanation(
        served.name,
        given,
        truth,
        label,
        dict(zip(servable.labels, probabilities.tolist(), strict=True)),
        servable.explain(given, label, top),
    )


def _read(text: str, served: Served) -> tuple[Row, None]:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise PayloadError(f"The row is no JSON object: {error}.") from error
    return check_row(served.servable.schema, row), None


def check_row(schema: Schema, row: Mapping[str, Any]) -> Row:
    """Return the row if its features are those of the schema, in their types.

    Raises
    ------
    PayloadError
        If they are not; each wrong one is named.
    """
    unknown = [
        (name, f"is no feature{f'; did you mean {close}?' if (close := nearest(name, schema.names)) else ''}")
        for name in row
        if name not in schema.names
    ]
    wrong = [
        (feature.name, reason) for feature in schema.features if (reason := _fault(feature, row.get(feature.name)))
    ]
    if unknown or wrong:
        told = "; ".join(f"{name} {reason}" for name, reason in [*unknown, *wrong])
        raise PayloadError(f"The row cannot be answered: {told}. Features: {', '.join(schema.names)}.", unknown + wrong)
    return row


_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "must be a text"),
    "category": ((str,), "must be a text"),
    "number": ((int, float), "must be a number"),
    "integer": ((int,), "must be a whole number"),
    "boolean": ((bool,), "must be true or false"),
}


def _fault(feature: Feature, value: Any) -> str:
    if is_missing(feature, value):
        return "is missing" if feature.required else ""
    types, rule = _TYPES[feature.type]
    is_boolean = isinstance(value, bool) and feature.type != "boolean"  # Python takes True for 1
    return "" if isinstance(value, types) and not is_boolean else rule


def _look_up(key: str, served: Served) -> tuple[Row, str]:
    rows = served.rows
    if key not in rows.keys:
        raise PayloadError(
            f"No validation row has the key '{key}'. Give the key of one, such as {rows.keys[0]}, or a JSON object."
        )
    place = list(rows.keys).index(key)
    return to_rows(served.servable.schema, rows.X.iloc[[place]])[0], str(rows.y[place])


def explain_model(
    project: Project, settings: Settings, name: str, stage: Stage, *, top: int = 12, seed: int = 0
) -> ModelExplanation:
    """Say what a model looks at on the whole.

    A linear model of words lists its own weights. For any other model of texts, words are taken away from some
    validation texts; where there are several features, each one's values are shuffled among the validation rows.
    """
    served = find_served(project, settings, name)
    schema = served.servable.schema
    terms = {label: found for label in schema.labels if (found := served.servable.strongest(label, top))}
    stage.advance(note="weights")
    words = {} if terms or not schema.text_features else _words(served, top, seed)
    stage.advance(note="words")
    importances = _importances(served, project, seed) if len(schema.names) > 1 else []
    stage.advance(note="columns")
    return ModelExplanation(served.name, project.file.metric.decide_by, terms, words, importances, served.frame.height)


def _words(served: Served, top: int, seed: int) -> dict[str, list[WordEffect]]:
    schema = served.servable.schema
    rows = to_rows(schema, _sample(served.rows, READ_TEXTS, seed).X)
    return word_effects(served.servable.predict_proba, rows, schema.text_features[0].name, schema.labels, top=top)


def _importances(served: Served, project: Project, seed: int) -> list[Importance]:
    schema, rows = served.servable.schema, _sample(served.rows, SHUFFLED_ROWS, seed)
    return permutation_importance(
        served.servable.predict_proba,
        to_rows(schema, rows.X),
        rows.y,
        schema.labels,
        metric=project.file.metric.decide_by,
        features=schema.names,
        positive=schema.target.positive_label,
        seed=seed,
    )


def _sample(rows: LabelledRows, most: int, seed: int) -> LabelledRows:
    chosen = np.zeros(len(rows), dtype=np.bool_)
    chosen[np.random.default_rng(seed).permutation(len(rows))[:most]] = True
    return rows.take(chosen)
