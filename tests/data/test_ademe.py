from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from vigie.core.errors import SourceError
from vigie.core.types import Silent
from vigie.data.sources.ademe import AdemeQuery, read_ademe
from vigie.data.sources.http import Patience

DATASET = "dpe-v2-tertiaire-2"


def invented_record(number: int) -> dict[str, Any]:
    """A certificate as the service gives it: keys differ from record to record, whole numbers as they come."""
    record: dict[str, Any] = {
        "N°DPE": f"S{number:04}",
        "Surface_utile": 100 + number,
        "Conso_kWhep/m²/an": number + 0.5,
    }
    if number % 3:
        record["Etiquette_DPE"] = "ABCDEFG"[number % 7]
    if number % 5 == 0:
        record["Année_construction"] = 1985
    return record


class Service:
    """Answers like ADEME's service: pages, `total`, and the address of the `next` page."""

    def __init__(self, server: Any, answer: Any, rows: int) -> None:
        self.server, self.answer = server, answer
        self.records = [invented_record(number) for number in range(rows)]
        self.faults: dict[int, Any] = {}
        server.reply = self.reply

    def reply(self, path: str, number: int) -> Any:
        return self.faults.pop(number, None) or self.answer(self.page(path))

    def page(self, path: str) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        start, size = int(asked.get("after", 0)), int(asked["size"])
        found: dict[str, Any] = {"total": len(self.records), "results": self.records[start : start + size]}
        if start + size < len(self.records):
            place = f"{self.server.url}/datasets/{DATASET}/lines"
            found["next"] = f"{place}?size={size}&format=json&after={start + size}"
        return json.dumps(found, ensure_ascii=False).encode()


def query(service: Service, **changes: Any) -> AdemeQuery:
    return AdemeQuery(DATASET, base_url=service.server.url, page_rows=10, **changes)


def hurried(waits: list[float] | None = None) -> Patience:
    return Patience(attempts=3, wait=(waits if waits is not None else []).append)


@pytest.fixture
def service(server: Any, answer: Any) -> Service:
    return Service(server, answer, rows=25)


def test_read_ademe_all_pages_are_read_and_cleaned_up(service: Service, tmp_path: Path) -> None:
    waits: list[float] = []

    table = read_ademe(query(service), tmp_path, Silent(), hurried(waits))

    assert table.frame["N°DPE"].to_list() == [f"S{number:04}" for number in range(25)]
    assert table.frame["Surface_utile"][0] == "100"
    assert table.frame["Etiquette_DPE"].null_count() == 9
    assert table.open_columns
    assert len(service.server.requests) == 3
    assert waits == [0.2, 0.2]  # between pages
    assert list(tmp_path.iterdir()) == []


def test_read_ademe_limit_asks_for_no_more_than_needed(service: Service, tmp_path: Path) -> None:
    assert read_ademe(query(service, limit=12), tmp_path, Silent(), hurried()).frame.height == 12
    assert len(service.server.requests) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 429, "headers": (("Retry-After", "3"),)},
        {"body": b'{"total": 25, "results": [{"N'},
        {"body": b'{"error": "?"}'},
        {"fault": "reset"},
        {"fault": "cut", "body": b'{"total"'},
    ],
)
def test_read_ademe_fault_on_the_way_is_met_with_patience(
    service: Service, tmp_path: Path, fault: dict[str, Any]
) -> None:
    service.faults[1] = service.answer(**fault)

    assert read_ademe(query(service), tmp_path, Silent(), hurried()).frame.height == 25


def test_read_ademe_stopped_fetch_goes_on_where_it_was(service: Service, tmp_path: Path) -> None:
    service.faults = {number: service.answer(status=500) for number in (2, 3, 4)}
    with pytest.raises(SourceError, match=r"500 .*after 3 attempts"):
        read_ademe(query(service), tmp_path, Silent(), hurried())
    before = len(service.server.requests)

    table = read_ademe(query(service), tmp_path, Silent(), hurried())

    assert table.frame["N°DPE"].n_unique() == 25
    assert len(service.server.requests) - before == 1
    assert list(tmp_path.iterdir()) == []


def test_read_ademe_lost_page_starts_anew(service: Service, tmp_path: Path) -> None:
    service.faults = {number: service.answer(status=500) for number in (2, 3, 4)}
    with pytest.raises(SourceError):
        read_ademe(query(service), tmp_path, Silent(), hurried())
    next(tmp_path.rglob("page-000000.json")).unlink()

    assert read_ademe(query(service), tmp_path, Silent(), hurried()).frame.height == 25


def test_read_ademe_next_page_on_another_host_is_refused(service: Service, tmp_path: Path) -> None:
    body = json.dumps({"total": 2, "next": "http://example.org/lines?after=1", "results": [{"a": 1}]}).encode()
    service.faults[0] = service.answer(body)

    with pytest.raises(SourceError, match="another host"):
        read_ademe(query(service), tmp_path, Silent(), hurried())


def test_read_ademe_redirect_is_not_followed(service: Service, tmp_path: Path) -> None:
    service.faults[0] = service.answer(status=302, headers=(("Location", "http://example.org/"),))

    with pytest.raises(SourceError, match="302"):
        read_ademe(query(service), tmp_path, Silent(), hurried())


def test_read_ademe_page_that_names_itself_is_refused(service: Service, tmp_path: Path) -> None:
    asked = query(service)
    body = json.dumps({"total": 2, "next": asked.first_page, "results": [{"a": 1}]}).encode()
    service.faults[0] = service.answer(body)

    with pytest.raises(SourceError, match="names itself"):
        read_ademe(asked, tmp_path, Silent(), hurried())


def test_read_ademe_data_set_without_rows_is_an_error(server: Any, answer: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no rows"):
        read_ademe(query(Service(server, answer, rows=0)), tmp_path, Silent(), hurried())


def test_read_ademe_name_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="small letters"):
        read_ademe(AdemeQuery("../etc"), tmp_path, Silent())
