"""Opening a ledger, and writing and reading what needs no rule."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from vigie.core.errors import LedgerError, LedgerRefusedError, LedgerUnavailableError, PredictionNotFoundError
from vigie.ledger import Ledger, PredictionRow, open_ledger
from vigie.ledger.migrate import FOLDER
from vigie.ledger.tables import REVISION, metadata

MINUTE = 60_000_000


def test_open_ledger_twice_keeps_what_is_there(ledger_url: str, make_row: Callable[..., PredictionRow]) -> None:
    first = open_ledger(ledger_url)
    first.record_predictions([make_row()])
    first.close()
    second = open_ledger(ledger_url)
    assert second.count_predictions() == 1
    second.close()


def test_open_ledger_up_to_date_loads_no_alembic(ledger_url: str) -> None:
    open_ledger(ledger_url).close()
    code = f"import sys; from vigie.ledger import open_ledger; open_ledger({ledger_url!r}).ping()\n"
    check = "sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code + check], check=False).returncode == 0


def test_open_ledger_by_many_processes_at_once_makes_it_once(ledger_url: str) -> None:
    code = f"from vigie.ledger import open_ledger; open_ledger({ledger_url!r}, wait_s=20).ping()"
    racers = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [racer.wait() for racer in racers] == [0, 0, 0]


def test_migrations_make_the_declared_tables(ledger: Ledger) -> None:
    with ledger.database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    # The partial index lives in the migrations only: see tables.py.
    assert [str(one[1].name) for one in differences] == ["alerts_one_open"]
    assert ScriptDirectory(str(FOLDER)).get_heads() == [REVISION]


def test_open_ledger_made_by_a_newer_vigie_is_refused(sqlite_url: str) -> None:
    open_ledger(sqlite_url).close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(LedgerError, match="revision 9999"):
        open_ledger(sqlite_url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://user:hidden@host/db", "hidden"])
def test_open_ledger_elsewhere_says_what_is_allowed(url: str) -> None:
    with pytest.raises(LedgerError, match="postgresql://user@host/database") as caught:
        open_ledger(url)
    assert "hidden" not in str(caught.value)


def test_open_ledger_in_a_file_of_another_kind_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("No database at all. " * 100)
    with pytest.raises(LedgerUnavailableError, match="no SQLite database"):
        open_ledger(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_open_ledger_makes_the_folder(tmp_path: Path) -> None:
    open_ledger(f"sqlite:///{tmp_path / 'a folder, 100%' / 'b' / 'ledger.db'}").close()
    assert (tmp_path / "a folder, 100%" / "b" / "ledger.db").exists()


@pytest.mark.parametrize("size", [0, 1, 3, 85, 700])
def test_record_predictions_of_any_number_are_read_back(
    ledger: Ledger, make_row: Callable[..., PredictionRow], size: int
) -> None:
    rows = [make_row(source="batch" if number % 2 else None, confidence=1 / (number + 3)) for number in range(size)]
    ledger.record_predictions(rows)
    assert ledger.count_predictions() == size
    assert [ledger.prediction(row.id) for row in rows[:20]] == rows[:20]


@pytest.mark.parametrize("text", ["tab\tnew\nline\\N", "", '"; DROP TABLE predictions; --', "é" * 10_000, "\\."])
def test_record_predictions_keeps_every_character(
    ledger: Ledger, make_row: Callable[..., PredictionRow], text: str
) -> None:
    rows = [make_row(features=text, source=text), make_row(features=text, confidence=math.nextafter(0, 1))]
    ledger.record_predictions(rows)
    assert [ledger.prediction(row.id) for row in rows] == rows


def test_record_predictions_with_an_id_twice_writes_none(
    ledger: Ledger, make_row: Callable[..., PredictionRow]
) -> None:
    known = make_row()
    ledger.record_predictions([known])
    with pytest.raises(LedgerRefusedError):
        ledger.record_predictions([*(make_row() for _ in range(5)), known])
    assert ledger.count_predictions() == 1


@pytest.mark.parametrize("facts", [{"features": "\ud800"}, {"at": 2**70}, {"label": None}, {"source": {"a": 1}}])
@pytest.mark.parametrize("others", [0, 2])
def test_record_predictions_of_wrong_values_is_refused(
    ledger: Ledger, make_row: Callable[..., PredictionRow], facts: dict[str, object], others: int
) -> None:
    with pytest.raises(LedgerRefusedError):
        ledger.record_predictions([*(make_row() for _ in range(others)), make_row(**facts)])
    assert ledger.count_predictions() == 0


def test_prediction_unknown_is_named(ledger: Ledger) -> None:
    with pytest.raises(PredictionNotFoundError, match="nowhere"):
        ledger.prediction("nowhere")


def test_ledger_after_an_error_inside_a_write_has_nothing_of_it(
    ledger: Ledger, make_row: Callable[..., PredictionRow]
) -> None:
    def write_and_fail() -> None:
        with ledger.database.write() as connection:
            connection.exec_driver_sql("INSERT INTO openings VALUES ('1', 1, 'a', 'b', 'c', 'd', 1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert ledger.openings() == []


def test_traffic_counts_every_bucket_by_label(ledger: Ledger, make_row: Callable[..., PredictionRow]) -> None:
    times = [(5, "negative"), (5, "other"), (5, "other"), (7, "negative"), (8, "other")]
    ledger.record_predictions([make_row(at=minute * MINUTE + 1, label=label) for minute, label in times])
    buckets = ledger.traffic(5 * MINUTE, until=8 * MINUTE, bucket_s=60)
    assert [(bucket.at // MINUTE, bucket.total, bucket.by_label) for bucket in buckets] == [
        (5, 3, {"negative": 1, "other": 2}),
        (6, 0, {}),
        (7, 1, {"negative": 1}),
    ]


def test_traffic_takes_only_what_lies_in_its_time(ledger: Ledger, make_row: Callable[..., PredictionRow]) -> None:
    ledger.record_predictions([make_row(at=at) for at in (99, 100, 199, 200)])
    assert sum(bucket.total for bucket in ledger.traffic(100, until=200, bucket_s=1)) == 2


def test_traffic_in_too_many_buckets_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="at most 10000"):
        ledger.traffic(0, bucket_s=1)


def test_deployments_are_listed_newest_first(ledger: Ledger) -> None:
    gates = [{"name": "min_gain", "passed": True, "text": "0.02 ≥ 0"}]
    promoted = ledger.record_deployment(
        "promoted", "2", previous="1", who="ada", why="better", run_id="r2", candidate="baseline", gates=gates, at=10
    )
    back = ledger.record_deployment("rolled_back", "1", previous="2", who="bob", why="too slow", run_id="r1", at=20)
    assert ledger.deployments() == [back, promoted]
    assert ledger.deployments(limit=1) == [back]


def test_openings_are_listed_newest_first(ledger: Ledger) -> None:
    first = ledger.record_opening(who="ada", why="promotion", candidate="a", run_id="r1", dataset_version=3, at=10)
    second = ledger.record_opening(who="ada", why="promotion", candidate="b", run_id="r2", dataset_version=3, at=20)
    assert ledger.openings() == [second, first]
