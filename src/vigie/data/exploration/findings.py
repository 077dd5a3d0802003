"""What a person should know first, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vigie.core.schema import Schema
from vigie.core.types import SPLITS, Split
from vigie.data.exploration.column_facts import CategoryFacts, ColumnSummary
from vigie.data.exploration.leaks import ColumnPower
from vigie.data.exploration.repeats import Repeats
from vigie.data.exploration.timeline import Timeline

_FEW_ROWS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing."""

    kind: Literal["warning", "note", "good"]
    text: str


def find(
    schema: Schema,
    counts: Mapping[Split, Mapping[str, int]],
    columns: Sequence[ColumnSummary],
    categories: Sequence[CategoryFacts],
    repeats: Repeats,
    powers: Sequence[ColumnPower],
    timeline: Timeline | None,
    *,
    splits_given: bool = False,
) -> tuple[Finding, ...]:
    """Return the findings, warnings first."""
    found = [
        *_about_leaks(powers),
        *_about_time(timeline),
        *_about_labels(schema, counts),
        *_about_repeats(repeats, splits_given=splits_given),
        *_about_columns(schema, columns),
        *_about_spellings(categories),
    ]
    order = {"warning": 0, "note": 1, "good": 2}
    return tuple(sorted(found, key=lambda finding: order[finding.kind]))


def _about_leaks(powers: Sequence[ColumnPower]) -> Iterator[Finding]:
    used = [power.column for power in powers if power.is_suspect and power.is_feature]
    unused = [power.column for power in powers if power.is_suspect and not power.is_feature]
    if used:
        yield Finding(
            "warning",
            f"Features suspected to give the label away: {_listed(used)}. If they are not known when a prediction is"
            " asked for, or were computed from the label, take them out of vigie.toml.",
        )
    if unused:
        yield Finding(
            "note", f"Suspected to give the label away, and rightly not among the features: {_listed(unused)}."
        )
    if not used and not unused:
        yield Finding("good", "No single column gives the label away.")


def _about_time(timeline: Timeline | None) -> Iterator[Finding]:
    if timeline is None:
        return
    if timeline.is_confounded:
        yield Finding(
            "warning",
            f"Time and label are confounded: '{timeline.column}' alone avoids {timeline.gain:.0%} of the majority's"
            " errors. A model may learn what was talked about then, and score worse on other days.",
        )
    else:
        yield Finding("good", f"The label hardly depends on '{timeline.column}'.")


def _about_labels(schema: Schema, counts: Mapping[Split, Mapping[str, int]]) -> Iterator[Finding]:
    train = counts["train"]
    total = max(sum(train.values()), 1)
    biggest = max(schema.labels, key=lambda label: train.get(label, 0))
    yield Finding(
        "note",
        f"Always answering '{biggest}' would be right in {train.get(biggest, 0) / total:.1%} of the training rows:"
        " a model must beat that.",
    )
    for split in SPLITS:
        few = [label for label in schema.labels if counts[split].get(label, 0) < _FEW_ROWS]
        if few:
            yield Finding("warning", f"The {split} split has under {_FEW_ROWS} rows of {_listed(few)}.")


def _about_repeats(repeats: Repeats, *, splits_given: bool) -> Iterator[Finding]:
    if repeats.conflicting:
        yield Finding(
            "warning",
            f"{repeats.conflicting:,} training rows have the same content as another row and a different label:"
            " no model can be right on all of them.",
        )
    if repeats.exact:
        where = "the given files may hold more copies" if splits_given else "all copies are in the same split"
        yield Finding("note", f"{repeats.exact:,} training rows repeat another row; {where}.")


def _about_columns(schema: Schema, columns: Sequence[ColumnSummary]) -> Iterator[Finding]:
    features = [column for column in columns if column.name in schema.names]
    rows_known = {column.name: column.distinct for column in features}
    constant = [name for name, distinct in rows_known.items() if distinct <= 1]
    if constant:
        yield Finding("warning", f"Features with one value or none at all: {_listed(constant)}. They tell nothing.")


def _about_spellings(categories: Sequence[CategoryFacts]) -> Iterator[Finding]:
    mixed = [facts.name for facts in categories if facts.spellings]
    if mixed:
        yield Finding(
            "note",
            f"Values spelt in more than one way (letter case, spaces) in {_listed(mixed)}: a model takes each for"
            " another value.",
        )


def _listed(names: Sequence[str], limit: int = 8) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
