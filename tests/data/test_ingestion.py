from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from vigie.core.errors import ColumnNotFoundError, DataError, QuarantineShareError, SourceError
from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.dataset import Dataset
from vigie.data.ingestion import ingest
from vigie.data.quarantine import Quarantine

MakeProject = Callable[..., Project]
HEADER = "id,text,mood,author\n"
FINE = HEADER + "".join(f"{n},text number {n},{'good' if n % 2 else 'awful'},a{n}\n" for n in range(10))
NO_KEY = """
name = "notes"
[data]
source = "rows.csv"
[target]
column = "mood"
classes = ["bad", "good"]
[features.text]
type = "text"
"""


def edited(project: Project, old: str, new: str) -> Project:
    """Change a text in the project's vigie.toml and load it again."""
    path = project.root / "vigie.toml"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")
    return load_project(project.root)


def state_of(project: Project) -> tuple[int, int]:
    """How many versions and quarantined rows there are."""
    dataset = Dataset(project.dataset_folder)
    return len(dataset.versions()) if dataset.exists() else 0, Quarantine(project.quarantine_folder).read().height


def test_ingest_fine_rows_become_version_0(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE)

    report = ingest(project, Silent())

    assert (report.rows_read, report.new, report.quarantined, report.changed) == (10, 10, 0, True)
    frame = Dataset(project.dataset_folder).read()
    assert frame.columns == ["_key", "_hash", "_split", "_label", "text", "author"]
    assert set(frame["_label"]) <= {"bad", "good"}
    assert sum(rows for counts in report.counts.values() for rows in counts.values()) == 10


def test_ingest_same_file_twice_makes_no_new_version(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE + "99,,good,x\n")
    ingest(project, Silent())

    again = ingest(project, Silent())

    assert (again.new, again.replaced, again.unchanged, again.quarantined, again.changed) == (0, 0, 10, 1, False)
    assert state_of(project) == (1, 1)


def test_ingest_later_file_replaces_by_key_and_adds(make_project: MakeProject) -> None:
    more = HEADER + "3,another text,good,a3\n77,new,awful,b\n4,text number 4,awful,a4\n"
    project = make_project(rows__csv=FINE, more__csv=more)
    ingest(project, Silent())

    report = ingest(project, Silent(), "more.csv")

    assert (report.new, report.replaced, report.unchanged) == (1, 1, 1)
    assert (report.version.number, report.version.rows, report.version.source) == (1, 11, "more.csv")


def test_ingest_every_row_is_counted_once(make_project: MakeProject) -> None:
    project = make_project(
        rows__csv=FINE
        + "0,text number 0,awful,a0\n"  # the very same
        + "1,other words,good,a1\n"  # replaces
        + "50,odd,I,x\n"  # a label nobody declared
        + "51,,good,x\n"  # no text
        + "52,unlabelled,,x\n"
        + "53,short\n"  # ragged
        + "60,one,good,x\n60,one,bad,x\n"  # a key with two labels
    )

    report = ingest(project, Silent())

    assert report.rows_read == 18
    assert report.new == 10
    assert (report.duplicates, report.superseded, report.unlabelled) == (1, 1, 1)
    assert report.quarantined == 5
    assert dict(report.reasons) == {
        "the label is none of the declared values": 1,
        "text is missing": 1,
        "row has too few fields": 1,
        "the key stands for rows with different labels": 2,
    }
    assert report.unknown_labels == {"I": 1}
    counted = report.unlabelled + report.quarantined + report.duplicates + report.superseded + report.new
    assert counted == report.rows_read


def test_ingest_quarantine_keeps_the_row_as_it_came(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE + '50,"odd\nletter",I,x\n51,cut\n')

    ingest(project, Silent())

    label, ragged = Quarantine(project.quarantine_folder).read().sort("reason", descending=True).rows(named=True)
    assert json.loads(label["raw"]) == {"id": "50", "text": "odd\nletter", "mood": "I", "author": "x"}
    assert json.loads(ragged["raw"]) == ["51", "cut"]
    assert ragged["line"] == 14


def test_ingest_what_is_worth_knowing_is_said(make_project: MakeProject, listener: Any) -> None:
    project = make_project(rows__csv=FINE + "50,odd,I,x\n51,unlabelled,,x\n")

    ingest(project, listener)

    said = " ".join(listener.said)
    assert "1 rows have no label" in said
    assert "the label is none of the declared values (1)" in said
    assert "'I' (1)" in said


def test_ingest_too_many_bad_rows_change_nothing(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE)
    ingest(project, Silent())
    bad = "".join(f"{n},secret {n},I,x\n" for n in range(100, 130))
    (project.root / "bad.csv").write_text(FINE + bad, encoding="utf-8")

    with pytest.raises(QuarantineShareError, match=r"30 of 40 rows are bad \(75.0%; at most 50.0%") as caught:
        ingest(project, Silent(), "bad.csv")

    assert "secret" not in str(caught.value)
    assert state_of(project) == (1, 0)


def test_ingest_unlabelled_rows_do_not_count_as_bad(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE + "".join(f"{n},x{n},,x\n" for n in range(100, 200)))

    assert ingest(project, Silent()).unlabelled == 100


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (FINE.replace("text,", "txt,", 1), ColumnNotFoundError),
        (FINE.replace("mood,", "humour,", 1), ColumnNotFoundError),
        (FINE[:-8], SourceError),
        (FINE + '11,"never closed,good,a\n', SourceError),
        (HEADER, SourceError),
        ("", SourceError),
        (HEADER + "1,a,,x\n", DataError),
    ],
)
def test_ingest_unusable_source_changes_nothing(
    make_project: MakeProject, content: str, error: type[Exception]
) -> None:
    project = make_project(rows__csv=FINE)
    ingest(project, Silent())
    (project.root / "rows.csv").write_text(content, encoding="utf-8")

    with pytest.raises(error):
        ingest(project, Silent())

    assert state_of(project) == (1, 0)
    assert Dataset(project.dataset_folder).version().rows == 10


def test_ingest_cut_gzip_changes_nothing(make_project: MakeProject) -> None:
    project = make_project(rows__csv=gzip.compress(FINE.encode())[:-9])

    with pytest.raises(SourceError, match="cut off"):
        ingest(project, Silent())
    assert state_of(project) == (0, 0)


def test_ingest_duplicates_never_straddle(make_project: MakeProject) -> None:
    copies = HEADER + "".join(f"{n},{' ' * (n % 3)}The text {n % 40},good,a\n" for n in range(400)) + "x,y,bad,z\n"
    project = make_project(rows__csv=copies)

    report = ingest(project, Silent())

    frame = Dataset(project.dataset_folder).read(columns=("_hash", "_split"))
    assert frame.unique()["_hash"].is_unique().all()
    assert report.repeated_content == 360


def test_ingest_conflicting_labels_are_kept_or_set_aside(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE + "70,same words,good,a\n71,Same  words,awful,b\n")
    kept = ingest(project, Silent())
    assert (kept.conflicting_labels, kept.new) == (2, 12)

    strict = edited(project, "max_quarantine", 'conflicting_labels = "quarantine"\nmax_quarantine')
    set_aside = ingest(strict, Silent())

    assert (set_aside.conflicting_labels, set_aside.quarantined) == (2, 2)
    assert dict(set_aside.reasons) == {"the same content has different labels": 2}
    assert set_aside.rebuilt


def test_ingest_without_key_counts_copies_by_content(make_project: MakeProject) -> None:
    rows = "text,mood\n" + "".join(f"text {n},{'good' if n % 2 else 'bad'}\n" for n in range(6)) + "text 1,good\n"
    project = make_project(NO_KEY, rows__csv=rows)

    first, again = ingest(project, Silent()), ingest(project, Silent())

    assert (first.new, first.repeated_content, first.duplicates) == (7, 1, 0)
    assert not again.changed


def test_ingest_given_splits_are_kept_and_shared_rows_told(make_project: MakeProject, listener: Any) -> None:
    toml = NO_KEY.replace('"rows.csv"', '{ train = "a.csv", validation = "b.csv", test = "c.csv" }')
    files = {
        "a__csv": "text,mood\none,good\ntwo,bad\nshared,good\n",
        "b__csv": "text,mood\nthree,good\nfour,bad\n",
        "c__csv": "text,mood\nfive,good\nsix,bad\n Shared,good\n",
    }
    project = make_project(toml, **files)

    report = ingest(project, listener)

    assert report.straddling == 2
    assert report.counts == {
        "train": {"bad": 1, "good": 2}, "validation": {"bad": 1, "good": 1}, "test": {"bad": 1, "good": 2},
    }  # fmt: skip
    assert any("more than one of the given split files" in text for text in listener.said)
    assert not ingest(project, Silent()).changed


def test_ingest_changed_declaration_builds_the_dataset_anew(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE)
    ingest(project, Silent())

    report = ingest(edited(project, '"bad", "awful"]', '"bad"], awful = ["awful"]'), Silent())

    assert report.rebuilt
    assert report.version.number == 1
    assert {label for counts in report.counts.values() for label in counts} == {"awful", "good"}


def test_ingest_words_for_people_change_nothing(make_project: MakeProject) -> None:
    project = make_project(rows__csv=FINE)
    ingest(project, Silent())

    assert not ingest(edited(project, 'type = "text"', 'type = "text"\ntitle = "What was said"'), Silent()).changed


def test_ingest_limit_reads_no_more(make_project: MakeProject) -> None:
    project = edited(make_project(rows__csv=FINE), "max_quarantine", "limit = 4\nmax_quarantine")

    assert ingest(project, Silent()).rows_read == 4


def test_ingest_draw_takes_both_classes_of_a_sorted_file_and_more_holds_the_fewer(make_project: MakeProject) -> None:
    rows = "".join(f"{n},text number {n},{'bad' if n < 100 else 'good'},a\n" for n in range(200))
    few = edited(make_project(rows__csv=HEADER + rows), "max_quarantine", "draw = 30\nmax_quarantine")
    first = ingest(few, Silent())
    second = ingest(edited(few, "draw = 30", "draw = 60"), Silent())

    assert (first.rows_read, second.rows_read) == (30, 60)
    assert {label for counts in first.counts.values() for label in counts} == {"bad", "good"}
    assert (second.unchanged, second.new) == (30, 30)


def test_ingest_ademe_service_is_a_source(make_project: MakeProject, server: Any, answer: Any) -> None:
    records = [{"text": f"text {n}", "mood": "good" if n % 2 else "bad", "id": n} for n in range(6)]
    server.reply_in_turn([answer(json.dumps({"total": 6, "results": records}).encode())])
    project = edited(make_project(), "rows.csv", "ademe:some-data")

    report = ingest(project, Silent(), ademe_url=server.url)

    assert (report.new, report.source) == (6, "ademe:some-data")
    assert server.requests[0][0].startswith("/datasets/some-data/lines?")
