import csv
import io

import pytest

from vigie.client import Client
from vigie.core.errors import ServiceUnavailableError
from vigie.ui.scoring import answers_csv, aside_csv, chunks, score
from vigie.ui.upload import Upload, read_upload

pytestmark = pytest.mark.service


def _upload(client: Client, content: str) -> Upload:
    return read_upload(content.encode(), client.model().features)


def test_chunks_hold_no_more_rows_and_bytes_than_allowed(text_api: str) -> None:
    with Client(text_api) as client:
        lines = _upload(client, "text\n" + "\n".join(["x" * 90] * 10)).lines

    assert [len(chunk) for chunk in chunks(lines, 4)] == [4, 4, 2]
    assert [len(chunk) for chunk in chunks(lines, 100, max_bytes=350)] == [3, 3, 3, 1]


def test_score_sets_aside_what_the_service_refuses_and_answers_the_rest(table_api: str) -> None:
    told: list[tuple[int, int]] = []
    rows = ["10,gas", "-5,gas", ",gas", "20,coal", "30,wood"]
    with Client(table_api) as client:
        result = score(
            client,
            _upload(client, "surface,energy\n" + "\n".join(rows)),
            2,
            lambda done, total: told.append((done, total)),
        )

    assert [entry.line.number for entry in result.answered] == [2, 6]
    assert [(entry.line.number, entry.problem.key, entry.problem.field) for entry in result.aside] == [
        (3, "", "surface"),
        (4, "row.empty", "surface"),
        (5, "", "energy"),
    ]
    assert all(entry.problem.words for entry in result.aside if not entry.problem.key)
    assert told == [(2, 4), (4, 4)]
    assert result.shares == [("B", 2)]


def test_score_with_a_text_too_long_sets_only_that_row_aside(text_api: str) -> None:
    with Client(text_api) as client:
        result = score(client, _upload(client, f"text\nlost\n{'x' * 501}\ngreat\n"), 1000, lambda *_: None)

    assert [entry.prediction.label for entry in result.answered] == ["negative", "positive"]
    assert [entry.line.number for entry in result.aside] == [3]


def test_score_without_a_service_says_so(text_api: str, closed_port: str) -> None:
    with Client(text_api) as client:
        upload = _upload(client, "text\nlost\n")

    with Client(f"http://{closed_port}") as nobody, pytest.raises(ServiceUnavailableError):
        score(nobody, upload, 1000, lambda *_: None)


def test_csv_of_the_result_shows_formulas_and_computes_none(text_api: str) -> None:
    with Client(text_api) as client:
        result = score(client, _upload(client, "text,note\n=1+1,-2\n,+cmd\n"), 1000, lambda *_: None)

    answers = list(csv.DictReader(io.StringIO(answers_csv(result, ["negative", "neutral"]).decode("utf-8-sig"))))
    aside = list(csv.DictReader(io.StringIO(aside_csv(result, lambda problem: problem.key).decode("utf-8-sig"))))

    assert (answers[0]["text"], answers[0]["note"]) == ("'=1+1", "-2")
    assert aside[0]["note"] == "'+cmd"


def test_csv_of_the_result_holds_the_files_own_columns_and_the_answers(text_api: str) -> None:
    with Client(text_api) as client:
        result = score(client, _upload(client, 'text,note\n"lost, ""again""",a\n,b\n'), 1000, lambda *_: None)

    answers = list(csv.DictReader(io.StringIO(answers_csv(result, ["negative", "neutral"]).decode("utf-8-sig"))))
    aside = list(csv.DictReader(io.StringIO(aside_csv(result, lambda problem: problem.key).decode("utf-8-sig"))))

    assert answers[0]["text"] == 'lost, "again"'
    assert answers[0]["label"] == "negative"
    assert answers[0]["confidence"] == answers[0]["p_negative"]
    assert aside == [{"line": "3", "reason": "row.empty", "text": "", "note": "b"}]
