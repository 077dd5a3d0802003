from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from vigie.core.errors import SourceError
from vigie.core.project import Project
from vigie.core.types import Silent
from vigie.data.sources.http import Patience
from vigie.data.sources.read import read_source

CSV = b"id,text,mood\n1,hello,good\n"


def hurried(waits: list[float]) -> Patience:
    """Patience that notes its waits and does not wait."""
    return Patience(attempts=3, wait=waits.append)


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    return make_project()


def test_read_source_url_is_read_and_nothing_stays_behind(project: Project, server: Any, answer: Any) -> None:
    server.reply_in_turn([answer(gzip.compress(CSV))])

    table = read_source(project, f"{server.url}/rows.csv.gz?token=secret", Silent())

    assert table.frame["text"].to_list() == ["hello"]
    assert server.requests[0][1]["User-Agent"].startswith("vigie/")
    assert list((project.state / "downloads").iterdir()) == []


def test_read_source_archive_at_a_url_gives_the_named_member(project: Project, server: Any, answer: Any) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("train.csv", CSV)
        archive.writestr("test.csv", CSV.replace(b"hello", b"bye"))
    server.reply_in_turn([answer(buffer.getvalue())])

    table = read_source(project, f"{server.url}/all.zip#test.csv", Silent())

    assert table.frame["text"].to_list() == ["bye"]


@pytest.mark.parametrize("first", [{"status": 500}, {"fault": "reset"}, {"fault": "cut", "body": CSV}])
def test_read_source_fault_is_tried_again(project: Project, server: Any, answer: Any, first: dict[str, Any]) -> None:
    server.reply_in_turn([answer(**first), answer(CSV)])
    waits: list[float] = []

    table = read_source(project, f"{server.url}/rows.csv", Silent(), patience=hurried(waits))

    assert table.frame.height == 1
    assert waits == [0.5]


def test_read_source_server_may_set_the_wait(project: Project, server: Any, answer: Any) -> None:
    server.reply_in_turn([answer(status=429, headers=(("Retry-After", "7"),)), answer(CSV)])
    waits: list[float] = []

    read_source(project, f"{server.url}/rows.csv", Silent(), patience=hurried(waits))

    assert waits == [7.0]


def test_read_source_too_long_a_wait_is_told(project: Project, server: Any, answer: Any) -> None:
    server.reply_in_turn([answer(status=503, headers=(("Retry-After", "86400"),))])

    with pytest.raises(SourceError, match="asks to wait 86400 s"):
        read_source(project, f"{server.url}/rows.csv", Silent(), patience=hurried([]))


def test_read_source_lasting_fault_ends_in_an_error_without_secrets(project: Project, server: Any, answer: Any) -> None:
    server.reply_in_turn([answer(status=502)])

    with pytest.raises(SourceError, match="502 Bad Gateway, after 3 attempts") as caught:
        read_source(project, f"{server.url}/rows.csv?token=secret", Silent(), patience=hurried([]))

    assert "secret" not in str(caught.value)
    assert len(server.requests) == 3


def test_read_source_missing_page_is_not_asked_for_again(project: Project, server: Any, answer: Any) -> None:
    server.reply_in_turn([answer(status=404)])

    with pytest.raises(SourceError, match="404 Not Found"):
        read_source(project, f"{server.url}/rows.csv", Silent(), patience=hurried([]))
    assert len(server.requests) == 1


def test_read_source_nobody_there_is_an_error(project: Project, closed_port: str) -> None:
    with pytest.raises(SourceError, match="no connection could be made"):
        read_source(project, f"http://{closed_port}/rows.csv", Silent(), patience=hurried([]))


def test_read_source_unknown_kind_of_address_is_an_error(project: Project) -> None:
    with pytest.raises(SourceError, match="this kind of address is not known"):
        read_source(project, "gopher://example.org/rows", Silent())


def test_read_source_missing_file_is_an_error(project: Project) -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        read_source(project, "nowhere.csv", Silent())
