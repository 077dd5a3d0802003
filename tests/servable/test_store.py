"""Published versions never change, and the champion's pointer moves in one step."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from vigie.core.errors import ServableCorruptError, ServableError, ServableNotFoundError
from vigie.core.schema import Schema
from vigie.servable.challenging import Challenging
from vigie.servable.folder import MANIFEST, save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_store_when_new_has_no_versions_and_no_champion(store: Store) -> None:
    assert store.versions() == []
    assert store.champion() is None
    with pytest.raises(ServableNotFoundError, match="vigie promote"):
        store.load_champion()


def test_publish_sets_the_version_and_leaves_the_candidate_alone(store: Store, candidate: Path) -> None:
    before = (candidate / MANIFEST).read_bytes()
    folder = store.publish(candidate, "1")
    assert json.loads((folder / MANIFEST).read_text())["version"] == "1"
    assert (candidate / MANIFEST).read_bytes() == before
    assert store.champion() is None


def test_publish_twice_the_same_candidate_changes_nothing(store: Store, candidate: Path) -> None:
    assert store.publish(candidate, "1") == store.publish(candidate, "1")


def test_publish_another_candidate_under_a_taken_version_is_refused(
    store: Store, candidate: Path, schema: Schema, facts: Facts
) -> None:
    store.publish(candidate, "1")
    save_servable(candidate, PriorRuntime(np.array([0.5, 0.5])), schema, [], facts)
    with pytest.raises(ServableError, match="already published"):
        store.publish(candidate, "1")


@pytest.mark.parametrize("version", ["", "../1", "a/b", ".hidden"])
def test_publish_under_an_unsafe_version_is_refused(store: Store, candidate: Path, version: str) -> None:
    with pytest.raises(ServableError, match="is no version"):
        store.publish(candidate, version)


def test_publish_of_a_corrupt_candidate_is_refused(store: Store, candidate: Path) -> None:
    (candidate / "arrays.npz").write_bytes(b"")
    with pytest.raises(ServableCorruptError):
        store.publish(candidate, "1")
    assert store.versions() == []


def test_versions_are_in_order_of_number(store: Store, candidate: Path) -> None:
    for version in ("10", "9", "1"):
        store.publish(candidate, version)
    assert store.versions() == ["1", "9", "10"]


def test_set_champion_moves_forth_and_back(store: Store, candidate: Path) -> None:
    store.publish(candidate, "1")
    store.publish(candidate, "2")
    for version in ("1", "2", "1"):
        store.set_champion(version)
        assert store.champion() == version
        assert store.load_champion().manifest.version == version
    assert sorted(path.name for path in store.pointer.parent.iterdir()) == ["champion.json", "versions"]


def test_set_champion_to_an_unpublished_version_keeps_the_old_one(store: Store, candidate: Path) -> None:
    store.publish(candidate, "1")
    store.set_champion("1")
    with pytest.raises(ServableNotFoundError):
        store.set_champion("2")
    assert store.champion() == "1"


def test_load_champion_with_an_edited_manifest_is_refused(store: Store, candidate: Path) -> None:
    path = store.publish(candidate, "1") / MANIFEST
    store.set_champion("1")
    path.write_text(path.read_text().replace('"recipe": "dummy"', '"recipe": "better"'))
    with pytest.raises(ServableCorruptError, match="not the one that was promoted"):
        store.load_champion()


def test_champion_with_a_broken_pointer_is_refused(store: Store, candidate: Path) -> None:
    store.publish(candidate, "1")
    store.pointer.write_text('{"version"')
    with pytest.raises(ServableCorruptError, match="no pointer"):
        store.champion()


def test_challenger_has_a_pointer_of_its_own(store: Store, candidate: Path) -> None:
    for version in ("1", "2"):
        store.publish(candidate, version)
    store.set_champion("1")
    assert store.challenger() is None
    store.set_challenger(Challenging("c1", "2", "canary", 0.1))
    pointed = store.challenger()
    assert pointed is not None
    assert (pointed.version, pointed.mode, pointed.share, store.champion()) == ("2", "canary", 0.1, "1")
    assert store.load_challenger(pointed).manifest.version == "2"
    manifest = store.folder("2") / MANIFEST
    manifest.write_text(manifest.read_text() + " ")
    with pytest.raises(ServableCorruptError, match="that was to challenge"):
        store.load_challenger(pointed)
    store.set_challenger(None)
    assert store.challenger() is None


def test_challenger_that_was_not_published_is_refused(store: Store, candidate: Path) -> None:
    store.publish(candidate, "1")
    with pytest.raises(ServableNotFoundError):
        store.set_challenger(Challenging("c1", "9", "canary", 0.1))
    assert store.challenger() is None


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"version": "1"}', '{"challenge": "c", "version": "1", "mode": "x", "share": 1}']
)
def test_challenger_with_a_broken_pointer_is_refused(store: Store, candidate: Path, content: str) -> None:
    store.publish(candidate, "1")
    store.challenger_pointer.write_text(content)
    with pytest.raises(ServableCorruptError, match="no pointer to a challenger"):
        store.challenger()
