"""Only what was signed with the key is served where there is one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vigie.core.errors import ProjectError, ServableCorruptError, ServableError, SignatureError
from vigie.servable.folder import MANIFEST
from vigie.servable.signature import SIGNATURE, SigningKey, signing_key
from vigie.servable.store import POINTER, Store

KEY = SigningKey(b"k" * 32)
OTHER = SigningKey(b"o" * 32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path, candidate: Path) -> Store:
    """A store with a signed champion."""
    made = Store(folder, KEY)
    made.publish(candidate, "1")
    made.set_champion("1")
    return made


def test_signed_champion_loads_with_the_key_and_without_one(store: Store, folder: Path) -> None:
    for reader in (store, Store(folder)):
        assert reader.load_champion().manifest.version == "1"


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"algorithm": "hmac-sha256"}', '{"algorithm": 1}'])
def test_signature_that_cannot_be_read_is_refused(store: Store, folder: Path, broken: str) -> None:
    (store.folder("1") / SIGNATURE).write_text(broken, encoding="utf-8")
    with pytest.raises(SignatureError, match="cannot be read"):
        store.load_champion()


def test_unsigned_champion_is_refused_with_the_way_out(folder: Path, candidate: Path) -> None:
    before = Store(folder)
    before.publish(candidate, "1")
    before.set_champion("1")
    store = Store(folder, KEY)
    with pytest.raises(SignatureError, match=r"not signed.*vigie sign"):
        store.load_champion()
    store.sign("1")
    assert store.load_champion().manifest.version == "1"


def test_champion_signed_with_another_key_is_refused_and_cannot_be_pointed_at(store: Store, folder: Path) -> None:
    other = Store(folder, OTHER)
    for attempt in (other.load_champion, lambda: other.load("1"), lambda: other.set_champion("1")):
        with pytest.raises(SignatureError, match="another key"):
            attempt()


def test_altered_manifest_is_refused_though_its_digests_and_the_pointer_are_made_to_fit(
    store: Store, folder: Path
) -> None:
    manifest = store.folder("1") / MANIFEST
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**facts, "name": "mine"}), encoding="utf-8")
    with pytest.raises(ServableCorruptError, match="not the one that was promoted"):
        store.load_champion()
    Store(folder).set_champion("1")  # whoever can write to the store can do this
    assert Store(folder).load_champion().manifest.name == "mine"
    with pytest.raises(SignatureError, match="altered after it was signed"):
        store.load_champion()


def test_signature_of_one_version_does_not_fit_another(store: Store, folder: Path, candidate: Path) -> None:
    Store(folder).publish(candidate, "2")
    (store.folder("2") / SIGNATURE).write_bytes((store.folder("1") / SIGNATURE).read_bytes())
    with pytest.raises(SignatureError, match="altered"):
        store.load("2")


def test_publishing_again_signs_what_was_not_signed(folder: Path, candidate: Path) -> None:
    Store(folder).publish(candidate, "1")
    store = Store(folder, KEY)
    store.publish(candidate, "1")
    assert store.load("1").manifest.version == "1"


def test_what_is_not_sound_is_not_signed(store: Store, folder: Path) -> None:
    (store.folder("1") / SIGNATURE).unlink()
    (store.folder("1") / "arrays.npz").write_bytes(b"")
    with pytest.raises(ServableCorruptError):
        store.sign("1")
    assert not (store.folder("1") / SIGNATURE).exists()
    with pytest.raises(ServableError, match="no key"):
        Store(folder).sign("1")


def test_pointer_and_versions_hold_no_secret(store: Store, folder: Path) -> None:
    written = b"".join(file.read_bytes() for file in (folder / POINTER, store.folder("1") / SIGNATURE))
    assert KEY.secret not in written
    assert "k" * 32 not in repr(KEY)


def test_signing_key_is_long_or_none() -> None:
    assert signing_key(b"") is None
    with pytest.raises(ProjectError, match="at least 32"):
        signing_key(b"short")
