"""A service with a signing key takes only what was signed with it, and says so where people look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vigie.core.errors import ProjectError
from vigie.servable.folder import MANIFEST
from vigie.servable.signature import SIGNATURE, SigningKey
from vigie.servable.store import Store
from vigie.serving.options import service_options
from vigie.settings import Settings

KEY = SigningKey(b"k" * 32)
TEXT = {"text": "late again"}


@pytest.fixture
def signed(world: Any) -> Any:
    """The tiny project, whose version 1 is signed."""
    Store(world.project.store_folder, KEY).sign("1")
    return world


def alerts(service: Any) -> list[tuple[str, str]]:
    return [(one["rule"], one["state"]) for one in service.get("/alerts").json()["alerts"]]


def wait_for_refusal(service: Any, until: Any, words: str) -> None:
    until(lambda: words in (service.get("/health").json()["model_refused"] or ""))
    until(lambda: ("refused_model", "open") in alerts(service))
    assert service.predict(TEXT)["model_version"] == "1"
    assert service.get("/ready").status_code == 200


def test_unsigned_model_is_refused_with_an_alert_until_it_is_signed(signed: Any, start: Any, until: Any) -> None:
    with start(signed.options(signing_key=KEY)) as service:
        assert service.predict(TEXT)["model_version"] == "1"
        signed.publish("2", (0.9, 0.1))
        wait_for_refusal(service, until, "is not signed")
        found = service.get("/alerts").json()["alerts"][0]
        assert "version 1 goes on" in found["text"]
        assert found["evidence"]["count"] == 1
        Store(signed.project.store_folder, KEY).sign("2")
        until(lambda: service.predict(TEXT)["model_version"] == "2")
        until(lambda: alerts(service) == [("refused_model", "closed")])


@pytest.mark.parametrize("how", ["altered", "another key"])
def test_altered_or_wrongly_signed_model_is_refused_and_the_old_goes_on(
    signed: Any, start: Any, until: Any, how: str
) -> None:
    with start(signed.options(signing_key=KEY)) as service:
        until(lambda: service.get("/ready").status_code == 200)
        folder = signed.publish("2", (0.9, 0.1))
        signed.store.set_champion("1")  # so that it is not taken between the next two lines
        until(lambda: service.get("/health").json()["model_refused"] is None)
        Store(signed.project.store_folder, KEY if how == "altered" else SigningKey(b"o" * 32)).sign("2")
        if how == "altered":
            manifest = folder / MANIFEST
            manifest.write_bytes(manifest.read_bytes().replace(b"prior-2", b"prior-X"))
        signed.store.set_champion("2")
        wait_for_refusal(service, until, how)


def test_service_whose_only_model_is_unsigned_is_not_ready_and_says_why(world: Any, start: Any, until: Any) -> None:
    with start(world.options(signing_key=KEY)) as service:
        assert "not signed" in service.get("/ready").json()["error"]["message"]
        until(lambda: alerts(service) == [("refused_model", "open")])
        assert "there is none to answer" in service.get("/alerts").json()["alerts"][0]["text"]


def test_refusal_while_the_ledger_is_away_is_told_when_it_is_back(world: Any, start: Any, until: Any) -> None:
    blocker = world.root / "place"
    blocker.write_text("a file where the ledger's folder should be")
    with start(world.options(signing_key=KEY, ledger_url=f"sqlite:///{blocker}/ledger.db")) as service:
        until(lambda: service.get("/health").json()["model_refused"])
        blocker.unlink()
        until(lambda: service.get("/alerts").status_code == 200 and alerts(service))


def test_key_comes_from_the_environment_or_from_a_file_outside_the_store(world: Any, tmp_path: Path) -> None:
    file = tmp_path / "signing.key"
    file.write_text("f" * 32 + "\n", encoding="utf-8")
    assert service_options(world.project, Settings()).signing_key is None
    for settings, expected in ((Settings(signing_key="k" * 32), KEY), (Settings(signing_key_file=str(file)), None)):
        key = service_options(world.project, settings).signing_key
        assert key == (expected or SigningKey(b"f" * 32))
    for wrong in (Settings(store=str(tmp_path), signing_key_file=str(file)), Settings(signing_key_file="nowhere"),
                  Settings(signing_key="short")):  # fmt: skip
        with pytest.raises(ProjectError):
            service_options(world.project, wrong)


def test_signature_lies_beside_the_manifest_in_files_that_the_service_may_read(signed: Any) -> None:
    assert (signed.store.folder("1") / SIGNATURE).stat().st_mode & 0o777 == 0o644
