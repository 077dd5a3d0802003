"""The one declaration of a project's columns: for the table, the API, the form and the monitors."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from vigie.core.types import Language, Row

FeatureType = Literal["text", "number", "integer", "category", "boolean"]

RESERVED_NAMES = frozenset({"rows", "label", "id", "explain"})
"""Words of the service's payloads, so no feature may be called so."""


class Declaration(BaseModel):
    """Strict and frozen: an unknown key is an error, and nothing changes after the file was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Declaration):
    """A text for people, in English and French; either may stand for both."""

    en: str = ""
    fr: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_both(cls, given: Any) -> Any:
        return {"en": given, "fr": given} if isinstance(given, str) else given

    def say(self, language: Language, default: str = "") -> str:
        """Return the text in `language`, else in the other one, else `default`.

        Examples
        --------
        >>> Words(en="Text").say("fr")
        'Text'
        """
        first, second = (self.en, self.fr) if language == "en" else (self.fr, self.en)
        return first or second or default


def _plain_name(name: str) -> str:
    if not name.isidentifier() or name.startswith("_"):
        raise ValueError(f"'{name}' must be letters, digits and underscores, not starting with a digit or underscore")
    if name in RESERVED_NAMES:
        raise ValueError(f"'{name}' is a word of the service's own: choose another name and set `column`")
    return name


FeatureName = Annotated[str, AfterValidator(_plain_name)]

Scalar = str | int | float | bool


class Feature(Declaration):
    """One column that the model sees, as it arrives in a file or in a request."""

    name: FeatureName = ""
    """Taken from the table's header in vigie.toml: `[features.NAME]`."""
    type: FeatureType
    column: str = ""
    """The column of the source; by default the feature's own name."""
    sum_of: tuple[str, ...] = ()
    """Columns to add up where `column` is not in the source; missing parts count as nothing unless all are missing."""
    language: Language = "en"
    """Of a text: decides stop words and normalisation."""
    required: bool = True
    """Whether a row without it is bad. An optional one may be missing in files and requests alike."""
    min: float | None = None
    max: float | None = None
    values: tuple[str, ...] = ()
    """The only values a category may take; empty: any."""
    missing: tuple[Scalar, ...] = ()
    """Values that mean 'missing' in this column, such as -1 or "non renseigné"."""
    max_length: int = Field(default=10_000, ge=1)
    """Of a text or a category, in characters."""
    title: Words = Words()
    help: Words = Words()
    unit: str = ""
    example: Scalar | None = None

    @model_validator(mode="after")
    def _fits_its_type(self) -> Feature:
        numeric = self.type in ("number", "integer")
        if not numeric and (self.min is not None or self.max is not None):
            raise ValueError(f"min and max are for numbers, and this is a {self.type}")
        if not numeric and self.sum_of:
            raise ValueError(f"sum_of is for numbers, and this is a {self.type}")
        if self.values and self.type != "category":
            raise ValueError(f"values are for a category, and this is a {self.type}")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is over max ({self.max:g})")
        return self

    @property
    def source_column(self) -> str:
        return self.column or self.name


WAYS = ("ratio", "difference", "log", "bands", "is_missing", "group")
"""Of deriving a column."""


class Derived(Declaration):
    """A column computed inside the model's own preparation, so that training and serving cannot differ.

    Exactly one of `ratio`, `difference`, `log`, `bands`, `is_missing`, `group` says how. The first four may stand on
    derived columns declared before, too.
    """

    name: FeatureName = ""
    ratio: tuple[str, str] | None = None
    """First over second; missing where either is missing or the second is 0."""
    difference: tuple[str, str] | None = None
    log: str | None = None
    """log(1 + x) of a number; missing where x < 0."""
    bands: str | None = None
    """How many of the borders `at` a number is over: 0 up to the first border; missing where it is."""
    at: tuple[float, ...] = ()
    """Ascending borders of `bands`, each of which belongs to the band under it."""
    is_missing: str | None = None
    """1 where the feature is missing, else 0."""
    group: str | None = None
    """A category put into fewer groups by `of`; values in no group become 'other'."""
    of: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _one_way(self) -> Derived:
        ways = [way for way in WAYS if getattr(self, way) is not None]
        if len(ways) != 1:
            raise ValueError(f"exactly one of {', '.join(WAYS)} is needed")
        if (self.group is not None) != bool(self.of):
            raise ValueError('`of` goes with `group`: of = { gas = ["Gaz naturel"], … }')
        if (self.bands is not None) != bool(self.at):
            raise ValueError("`at` goes with `bands`: at = [50, 110, 210]")
        if list(self.at) != sorted(set(self.at)):
            raise ValueError("the borders `at` must ascend")
        return self

    @property
    def inputs(self) -> tuple[str, ...]:
        """The features and derived columns it is computed from."""
        pair = self.ratio or self.difference
        single = (self.log, self.bands, self.is_missing, self.group)
        return pair or tuple(name for name in single if name is not None)

    @property
    def is_arithmetic(self) -> bool:
        """Whether it reckons with numbers, be they a feature's or another derived column's."""
        return self.is_missing is None and self.group is None


class Target(Declaration):
    """What is predicted: a column of the source and the classes its values belong to."""

    column: str
    classes: dict[str, tuple[str, ...]] = Field(min_length=2)
    """Class name → the source's values that mean it, in the order that people read (A before G)."""
    positive: str | None = None
    """Of two classes, the one that is looked for; by default the first."""
    ordered: bool = False
    """Whether the classes are steps of one scale."""
    unlabelled: Literal["drop", "quarantine"] = "drop"
    """What becomes of a row whose label is empty: left out and counted, or set aside as bad."""
    title: Words = Words()
    titles: dict[str, Words] = {}
    """Class name → what people call it."""

    @model_validator(mode="before")
    @classmethod
    def _classes_may_be_a_list(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("classes"), list | tuple):
            return {**given, "classes": {str(value): (str(value),) for value in given["classes"]}}
        return given

    @model_validator(mode="after")
    def _classes_hold_together(self) -> Target:
        owners: dict[str, str] = {}
        for name, values in self.classes.items():
            for value in values:
                if value in owners:
                    raise ValueError(f"value '{value}' is in both '{owners[value]}' and '{name}'")
                owners[value] = name
        for name in [*([self.positive] if self.positive else []), *self.titles]:
            if name not in self.classes:
                raise ValueError(f"'{name}' is none of the classes {', '.join(self.classes)}")
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in declared order; probabilities follow it everywhere."""
        return tuple(self.classes)

    @property
    def positive_label(self) -> str:
        return self.positive or self.labels[0]

    def class_of(self, value: str) -> str | None:
        """Return the class that the source's `value` means, or None."""
        return next((name for name, values in self.classes.items() if value in values), None)


class Schema(Declaration):
    """The features in declared order, what is derived from them, and the target."""

    features: tuple[Feature, ...] = Field(min_length=1)
    derived: tuple[Derived, ...] = ()
    target: Target

    @model_validator(mode="after")
    def _derived_stand_on_features(self) -> Schema:
        types: dict[str, str] = {feature.name: feature.type for feature in self.features}
        reckoned: list[str] = []
        for derived in self.derived:
            if derived.name in types:
                raise ValueError(f"derived '{derived.name}' has the name of a feature")
            for name in derived.inputs:
                if not (derived.is_arithmetic and name in reckoned):
                    _check_input(derived, name, types.get(name))
            reckoned += [derived.name] if derived.is_arithmetic else []
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(feature.name for feature in self.features)

    @property
    def labels(self) -> tuple[str, ...]:
        return self.target.labels

    @property
    def text_features(self) -> tuple[Feature, ...]:
        return tuple(feature for feature in self.features if feature.type == "text")

    @property
    def column_features(self) -> tuple[Feature, ...]:
        """All that is not text."""
        return tuple(feature for feature in self.features if feature.type != "text")

    def feature(self, name: str) -> Feature:
        return next(feature for feature in self.features if feature.name == name)

    def fingerprint(self) -> str:
        """Return a digest of what the model sees and answers: two schemas with the same one are interchangeable."""
        seen = {
            "features": [
                feature.model_dump(mode="json", include={"name", "type", "required", "values", "missing", "language"})
                for feature in self.features
            ],
            # Without `bands` as before there were any, so that servables from then keep their fingerprint.
            "derived": [
                derived.model_dump(mode="json", exclude=None if derived.bands else {"bands", "at"})
                for derived in self.derived
            ],
            "labels": list(self.labels),
        }
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]

    def example(self) -> dict[str, Any]:
        """Return one row that the service would accept, from the declared examples."""
        return {feature.name: _example(feature) for feature in self.features}


def _check_input(derived: Derived, name: str, feature_type: str | None) -> None:
    if feature_type is None:
        others = ", nor a number derived before it" if derived.is_arithmetic else ""
        raise ValueError(f"derived '{derived.name}' uses '{name}', which is no feature{others}")
    if derived.is_arithmetic and feature_type not in ("number", "integer"):
        raise ValueError(f"derived '{derived.name}' needs a number, and '{name}' is a {feature_type}")


def _example(feature: Feature) -> Any:
    if feature.example is not None:
        return feature.example
    if not feature.required:
        return None
    if feature.type == "category":
        return feature.values[0] if feature.values else "value"
    by_type = {"text": "An example.", "boolean": True}
    if feature.type in by_type:
        return by_type[feature.type]
    low = feature.min if feature.min is not None else 0.0
    return int(low) if feature.type == "integer" else float(low)


def is_missing(feature: Feature, value: Any) -> bool:
    """Say whether `value` means 'missing' for this feature: None, a blank category or text, NaN, or a declared marker.

    Examples
    --------
    >>> year = Feature(name="year", type="integer", missing=(-1,))
    >>> is_missing(year, -1), is_missing(year, 1990), is_missing(year, None)
    (True, False, True)
    """
    if value is None or value != value or (isinstance(value, str) and not value.strip()):
        return True
    return bool(feature.missing) and value in feature.missing


def clean_row(schema: Schema, row: Row) -> dict[str, Any]:
    """Return the schema's features of `row` alone, with every way of saying 'missing' turned into None."""
    return {
        feature.name: None if is_missing(feature, value := row.get(feature.name)) else value
        for feature in schema.features
    }
