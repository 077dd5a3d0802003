"""Keys in both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from vigie.core.errors import KeyNotFoundError, KeyTakenError, PredictionNotFoundError
from vigie.ledger import Ledger, PredictionRow, now, open_ledger
from vigie.ledger.migrate import FOLDER


def test_create_key_is_found_again_by_its_text_only(ledger: Ledger) -> None:
    text = ledger.create_key("page", ["predict", "verdict"])
    (key,) = ledger.unrevoked_keys()
    assert key.fits(text.encode())
    assert (key.name, key.scopes, key.expires_at) == ("page", frozenset({"predict", "verdict"}), None)


def test_create_key_under_a_live_name_is_refused(ledger: Ledger) -> None:
    ledger.create_key("page", ["predict"])
    with pytest.raises(KeyTakenError, match="'page'"):
        ledger.create_key("page", ["read"])


def test_create_key_under_the_name_of_an_expired_or_revoked_one_is_another(ledger: Ledger) -> None:
    ledger.create_key("page", ["predict"], expires_at=now() - 1)
    ledger.create_key("page", ["predict"])
    ledger.revoke_key("page")
    ledger.create_key("page", ["read"])
    assert [key.revoked_at is None for key in ledger.all_keys()] == [True, False, False]


def test_revoke_key_by_its_id_leaves_the_others(ledger: Ledger) -> None:
    ledger.create_key("page", ["predict"])
    ledger.create_key("robot", ["predict"])
    page = next(key for key in ledger.all_keys() if key.name == "page")
    assert [key.id for key in ledger.revoke_key(page.id)] == [page.id]
    assert [key.name for key in ledger.unrevoked_keys()] == ["robot"]


def test_revoke_key_unknown_names_those_there_are(ledger: Ledger) -> None:
    ledger.create_key("page", ["predict"])
    with pytest.raises(KeyNotFoundError, match=r"Did you mean 'page'\?"):
        ledger.revoke_key("pages")


def test_ledger_of_the_first_form_is_brought_up_to_date_with_what_it_holds(
    sqlite_url: str, make_row: Callable[..., PredictionRow]
) -> None:
    first = open_ledger(sqlite_url)
    row = make_row()
    first.record_predictions([row])
    first.close()
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with create_engine(sqlite_url).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    second = open_ledger(sqlite_url)
    assert second.prediction(row.id) == row
    assert second.all_keys() == []
    second.close()


def test_record_verdict_on_the_prediction_of_another_key_finds_none(
    ledger: Ledger, make_row: Callable[..., PredictionRow]
) -> None:
    rows = [make_row(key_id="a"), make_row(key_id="b"), make_row()]
    ledger.record_predictions(rows)
    assert ledger.record_verdict(rows[0].id, "confirmed", of_key="a").stored
    for row in rows[1:]:
        with pytest.raises(PredictionNotFoundError):
            ledger.record_verdict(row.id, "confirmed", of_key="a")
    assert ledger.record_verdict(rows[2].id, "confirmed").stored
