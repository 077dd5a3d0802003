"""Promotions and rollbacks while a real service answers over many connections."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from vigie.servable.folder import GOLDEN, MANIFEST
from vigie.servable.signature import SIGNATURE, SigningKey
from vigie.servable.store import Store

pytestmark = pytest.mark.service

KEY = SigningKey(b"k" * 32)
CONNECTIONS = 64
SWAPS = 20
LABELS = {"1": "other", "2": "negative"}
"""What each version answers to anything."""


def make_forgetful(folder: Path) -> None:
    """Change the answers that a servable was published with, so that all is in order but the servable's own answers."""
    golden = json.loads((folder / GOLDEN).read_bytes())
    golden["probabilities"] = [[0.5, 0.5] for _ in golden["probabilities"]]
    content = json.dumps(golden).encode()
    (folder / GOLDEN).write_bytes(content)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"][GOLDEN] = hashlib.sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture
def store(world: Any) -> Store:
    """Versions 1 and 2 are sound; 'golden' fails its golden rows, 'altered' was altered, 'unsigned' was not signed."""
    found: Store = world.store
    for version, shares in (("1", (0.25, 0.75)), *((name, (0.9, 0.1)) for name in ("2", "golden", "altered"))):
        world.publish(version, shares)
        Store(world.project.store_folder, KEY).sign(version)
    world.publish("unsigned", (0.9, 0.1))
    folder = found.folder("golden")
    make_forgetful(folder)
    (folder / SIGNATURE).write_bytes(KEY.sign((folder / MANIFEST).read_bytes()))
    (found.folder("altered") / "arrays.npz").write_bytes(b"altered")
    found.set_champion("1")
    return found


def test_twenty_swaps_and_three_refusals_under_load_fail_no_request(
    world: Any, store: Store, run_server: Any, load: Any, until: Any
) -> None:
    environment = {"VIGIE_SIGNING_KEY": KEY.secret.decode()}
    with run_server(world.root, quick=True, environment=environment) as running:
        with load(running.url, CONNECTIONS) as asking:
            until(lambda: asking.latest == "1")
            for number in range(SWAPS):
                version = "21"[number % 2]  # promoted, rolled back, promoted, …
                store.set_champion(version)
                until(lambda version=version: asking.latest == version)
            for refused, words in (("golden", "golden row"), ("altered", "SHA-256"), ("unsigned", "not signed")):
                store.set_champion(refused)
                until(lambda words=words: words in (httpx.get(f"{running.url}/health").json()["model_refused"] or ""))
                assert asking.latest == "1"
                assert httpx.get(f"{running.url}/ready").status_code == 200
            until(lambda: httpx.get(f"{running.url}/alerts").json()["alerts"])
            store.set_champion("2")
            until(lambda: asking.latest == "2")
        assert asking.broken == 0
        assert set(asking.statuses) == {200}
        assert set(asking.seen) == set(LABELS.items())
        assert running.stop() == 0
    assert world.ledger().count_predictions() == asking.statuses[200]
