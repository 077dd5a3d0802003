"""What monitors saw: written together, read as the newest of each or as a series."""

from __future__ import annotations

from vigie.ledger import Ledger, Measurement


def one(at: int, value: float | None = 0.5, subject: str = "", monitor: str = "drift") -> Measurement:
    return Measurement(monitor, value, n=10, since=at - 5, at=at, subject=subject, detail={"test": "KS", "é": [1, 2]})


def test_newest_is_one_for_each_monitor_and_subject(ledger: Ledger) -> None:
    found = [one(10, subject="age"), one(20, subject="age"), one(20, subject="text"), one(15, monitor="traffic")]
    ledger.measurements.record(found)
    assert ledger.measurements.newest() == [found[1], found[2], found[3]]
    assert ledger.measurements.newest("traffic") == [found[3]]
    assert ledger.measurements.newest("accuracy") == []


def test_series_is_the_newest_of_many_the_oldest_first(ledger: Ledger) -> None:
    found = [one(at, subject="age") for at in (10, 20, 30)]
    ledger.measurements.record([*found, one(25)])
    assert ledger.measurements.series("drift", "age", limit=2) == found[1:]
    assert ledger.measurements.series("drift", "", since=20) == [one(25)]
    assert [measured.at for measured in ledger.measurements.series("drift")] == [10, 20, 25, 30]


def test_last_at_and_erase_before(ledger: Ledger) -> None:
    assert ledger.measurements.last_at("drift") is None
    ledger.measurements.record([one(10), one(30, value=float("nan"))])
    assert ledger.measurements.last_at("drift") == 30
    assert ledger.measurements.erase_before(30, ["drift"]) == 1
    assert [measured.value for measured in ledger.measurements.series("drift")] == [None]


def test_record_nothing_writes_nothing(ledger: Ledger) -> None:
    ledger.measurements.record([])
    assert ledger.measurements.newest() == []
