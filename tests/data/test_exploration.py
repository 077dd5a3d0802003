from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from vigie.core.schema import Feature, Schema, Target
from vigie.core.types import Split
from vigie.data.exploration.column_facts import describe_category, describe_number, describe_text
from vigie.data.exploration.findings import find
from vigie.data.exploration.leaks import ColumnPower, measure_columns
from vigie.data.exploration.repeats import Repeats, count_repeats
from vigie.data.exploration.timeline import Timeline, make_timeline, parse_times
from vigie.data.exploration.words import log_odds_z, telling_words

ROWS = 2_000
LABELS = ("late", "fine")
SCHEMA = Schema(
    features=(Feature(name="text", type="text"), Feature(name="size", type="number", required=False)),
    target=Target(column="status", classes={"late": ("late",), "fine": ("fine",)}),
)


def invented(seed: int = 0) -> pl.DataFrame:
    """Rows with honest columns and with every kind of leak."""
    random = np.random.default_rng(seed)
    is_late = random.random(ROWS) < 0.4
    label = np.where(is_late, "late", "fine")
    noisy = np.where(random.random(ROWS) < 0.95, is_late, ~is_late)
    return pl.DataFrame(
        {
            "_key": [str(number) for number in range(ROWS)],
            "_hash": [f"{number:032x}" for number in random.integers(0, 2**62, ROWS)],
            "_split": "train",
            "_label": label,
            "text": [f"{'delayed' if late else 'thanks'} word{n % 7} {n}" for n, late in enumerate(is_late)],
            "size": random.normal(is_late * 0.3, 1.0),
            "reason": [f"reason {n % 5}" if late else None for n, late in enumerate(is_late)],
            "amount": np.where(noisy, 100 + random.random(ROWS), random.random(ROWS)).astype(str),
            "checked": [("x" if n % 40 == 0 and late else None) for n, late in enumerate(is_late)],
            "reason_gold": [None if n % 90 else "seen" for n in range(ROWS)],
            "status_confidence": random.random(ROWS).round(3).astype(str),
            "statuspage": "one",
            "author": [f"author {number}" for number in random.integers(0, 900, ROWS)],
            "city": [f"city {number}" for number in random.integers(0, 6, ROWS)],
            "id2": [str(10**17 + number) for number in range(ROWS)],
        }
    )


def test_measure_columns_every_kind_of_leak_is_suspected_and_nothing_else() -> None:
    suspects = {power.column: power.reasons[0] for power in measure_columns(invented(), SCHEMA) if power.is_suspect}

    assert set(suspects) == {"reason", "amount", "checked", "reason_gold", "status_confidence"}
    assert suspects["reason"] == "alone it avoids 100% of the majority's errors"
    assert suspects["status_confidence"] == "named after the target"
    assert suspects["reason_gold"] == "named after 'reason'"
    assert suspects["checked"].endswith("which all but share one label")


@pytest.mark.parametrize("seed", range(5))
def test_measure_columns_columns_of_noise_are_never_suspected(seed: int) -> None:
    noise = invented(seed).select("_key", "_hash", "_split", "_label", "text", "size", "author", "city", "id2")

    powers = measure_columns(noise, SCHEMA)

    assert not any(power.is_suspect for power in powers)
    assert max(power.gain for power in powers) < 0.15


def test_measure_columns_texts_and_skipped_columns_are_not_judged() -> None:
    judged = {power.column for power in measure_columns(invented(), SCHEMA, skip=("reason",))}

    assert judged.isdisjoint({"text", "reason", "_key", "_label"})
    assert next(power for power in measure_columns(invented(), SCHEMA) if power.column == "size").is_feature


def test_measure_columns_one_label_only_is_no_error() -> None:
    frame = invented().with_columns(_label=pl.lit("late"))

    assert not any(power.gain > 0 for power in measure_columns(frame, SCHEMA))


def test_telling_words_are_ranked_and_common_words_are_not_among_them() -> None:
    frame = invented()

    words = telling_words(frame["text"].to_list(), frame["_label"].to_list(), LABELS)

    assert [word.word for word in words["late"]] == ["delayed"]
    assert [word.word for word in words["fine"]] == ["thanks"]
    assert words["late"][0].rows_elsewhere == 0


def test_log_odds_z_is_the_published_formula() -> None:
    here, elsewhere = np.array([30.0, 5.0, 65.0]), np.array([10.0, 20.0, 170.0])
    prior = 30.0 * (here + elsewhere) / 300.0
    expected = []
    for i, (y, a) in enumerate(zip(here, prior, strict=True)):
        n, m, total = here.sum(), elsewhere.sum(), prior.sum()
        odds = np.log((y + a) / (n + total - y - a))
        other = np.log((elsewhere[i] + a) / (m + total - elsewhere[i] - a))
        expected.append((odds - other) / np.sqrt(1 / (y + a) + 1 / (elsewhere[i] + a)))

    np.testing.assert_allclose(log_odds_z(here, elsewhere), expected)


def test_telling_words_no_texts_give_no_words() -> None:
    assert telling_words([], [], LABELS) == {"late": (), "fine": ()}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2015-02-24 11:35:52 -0800", "2015-02-24T19:35:52+00:00"),
        ("2023-02-27", "2023-02-27T00:00:00+00:00"),
        ("2023-02-27T10:00:00", "2023-02-27T10:00:00+00:00"),
        ("2023-02-27T10:00:00Z", "2023-02-27T10:00:00+00:00"),
        ("24/02/2015", "2015-02-24T00:00:00+00:00"),
        ("Mon Apr 06 22:19:45 PDT 2009", "2009-04-06T22:19:45+00:00"),
        ("1424806552", "2015-02-24T19:35:52+00:00"),
    ],
)
def test_parse_times_reads_the_usual_ways_of_writing(text: str, shown: str) -> None:
    assert parse_times(pl.Series([text, None, "?"]))[0].isoformat() == shown


def with_times(days: list[str]) -> pl.DataFrame:
    return invented().with_columns(pl.Series("when", days))


def test_make_timeline_labels_from_different_months_are_confounded() -> None:
    labels = invented()["_label"]
    days = [f"2009-0{4 if label == 'late' else 6}-{1 + n % 28:02}" for n, label in enumerate(labels)]

    timeline = make_timeline(with_times(days), "when", LABELS)

    assert timeline is not None
    assert timeline.is_confounded
    assert timeline.counts.sum() == ROWS


def test_make_timeline_labels_from_the_same_days_are_not() -> None:
    timeline = make_timeline(with_times([f"2009-04-{1 + n % 28:02}" for n in range(ROWS)]), "when", LABELS)

    assert timeline is not None
    assert not timeline.is_confounded


@pytest.mark.parametrize("days", [["never"] * ROWS, ["2009-04-01"] * ROWS])
def test_make_timeline_times_that_tell_nothing_give_none(days: list[str]) -> None:
    assert make_timeline(with_times(days), "when", LABELS) is None


def test_count_repeats_tells_exact_near_and_conflicting() -> None:
    frame = pl.DataFrame(
        {
            "_hash": ["1", "1", "2", "3", "4"],
            "_label": ["late", "fine", "fine", "late", "late"],
            "text": ["A day", "a  day", "@ada a day!", "a day 2", "else"],
            "size": [1.0, 1.0, 1.001, 2.0, 1.0],
        }
    )

    assert count_repeats(frame, SCHEMA) == Repeats(exact=1, near=1, conflicting=2)


def test_describe_text_counts_what_is_besides_words_and_masks_people() -> None:
    texts = ["@ada &amp; me", "see https://x.co", "two\nlines 😀", "plain"] * 10
    frame = pl.DataFrame({"text": texts, "_label": ["late", "fine"] * 20})

    facts = describe_text(frame, SCHEMA.features[0], LABELS)

    assert facts.markup == {
        "HTML entities": 10, "mentions of people": 10, "web addresses": 10, "line breaks": 10, "emoji": 10,
    }  # fmt: skip
    assert facts.lengths.counts.sum() == 40
    assert facts.median_length == {"late": 12.0, "fine": 10.5}
    assert "ada" not in str(facts.examples)


def test_describe_number_outliers_stay_in_the_outer_bins() -> None:
    values = [*np.linspace(0, 10, 998), -1e6, 1e6]
    frame = pl.DataFrame({"size": values, "_label": ["late", "fine"] * 500})

    facts = describe_number(frame, SCHEMA.features[1], LABELS)

    assert (facts.low, facts.high) == (-1e6, 1e6)
    assert facts.histogram.high < 10
    assert facts.histogram.counts.sum() == 1_000


def test_describe_number_that_spans_magnitudes_has_a_log_axis() -> None:
    frame = pl.DataFrame({"size": np.geomspace(1, 1e6, 1_000), "_label": ["late", "fine"] * 500})

    shape = describe_number(frame, SCHEMA.features[1], LABELS).histogram

    assert shape.is_log
    assert shape.place(shape.middle) == pytest.approx(0.5)


def test_describe_number_without_values_is_no_error() -> None:
    frame = pl.DataFrame({"size": pl.Series([None, None], dtype=pl.Float64), "_label": ["late", "fine"]})

    facts = describe_number(frame, SCHEMA.features[1], LABELS)

    assert facts.missing == 2
    assert facts.quartiles == {}


def test_describe_category_most_frequent_values_come_first() -> None:
    values = [f"v{n % 3}" for n in range(30)] + [f"rare {n}" for n in range(12)] + ["v0", None]
    frame = pl.DataFrame({"use": values, "_label": ["late"] * 20 + ["fine"] * 24})

    facts = describe_category(frame, Feature(name="use", type="category"), LABELS)

    assert facts.values[:3] == ("v0", "v1", "v2")
    assert facts.counts[0].tolist() == [7, 4]
    assert (facts.distinct, facts.missing, facts.others) == (15, 1, 5)


def test_describe_category_spellings_of_one_value_are_counted() -> None:
    frame = pl.DataFrame({"use": ["Gaz naturel", "GAZ  NATUREL", "bois", "Bois", "fioul"], "_label": ["late"] * 5})

    assert describe_category(frame, Feature(name="use", type="category"), LABELS).spellings == 2


def test_find_says_warnings_first() -> None:
    counts: dict[Split, dict[str, int]] = {
        "train": {"late": 60, "fine": 40}, "validation": {"late": 50, "fine": 5}, "test": {"late": 50, "fine": 50},
    }  # fmt: skip
    powers = [ColumnPower("size", is_feature=True, gain=0.9, present=9, reasons=("alone …",))]
    start, end = datetime(2009, 1, 1, tzinfo=UTC), datetime(2009, 2, 1, tzinfo=UTC)
    confounded = Timeline("when", start, end, np.ones((2, 2), dtype=np.int64), unread=0, gain=0.5)

    found = find(SCHEMA, counts, [], [], Repeats(3, 0, 2), powers, confounded)

    assert [finding.kind for finding in found] == ["warning"] * 4 + ["note"] * 2
    text = " ".join(finding.text for finding in found)
    assert "'size'" in text
    assert "validation split has under 30 rows of 'fine'" in text
    assert "60.0%" in text
