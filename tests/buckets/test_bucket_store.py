"""Published servables in a bucket, over the real protocol: whole or not at all, and copied for when it is away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vigie.buckets import Bucket, read_object
from vigie.core.errors import (
    BucketAddressError,
    BucketConflictError,
    BucketUnavailableError,
    ServableError,
    ServableNotFoundError,
    SignatureError,
)
from vigie.core.schema import Feature, Schema, Target
from vigie.servable.bucket_store import BucketStore
from vigie.servable.challenging import Challenging
from vigie.servable.folder import MANIFEST, save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.signature import SigningKey
from vigie.servable.store import POINTER, open_store

from .conftest import SECRET

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="mood", classes={"negative": ("n",), "other": ("o",)}),
)


def candidate(folder: Path, first: float = 0.25) -> Path:
    facts = Facts(name="prior", recipe="dummy", project="moods")
    save_servable(folder, PriorRuntime(np.array([first, 1 - first])), SCHEMA, [{"text": "x"}], facts)
    return folder


def store(bucket: str, cache: Path) -> BucketStore:
    found = open_store(bucket, cache)
    assert isinstance(found, BucketStore)
    return found


def test_bucket_objects_are_written_read_and_guarded(bucket: str) -> None:
    objects = Bucket(bucket)
    assert objects.read("a/x") is None
    objects.create("a/x", b"1")
    with pytest.raises(BucketConflictError):
        objects.create("a/x", b"2")
    first = objects.read("a/x")
    assert first is not None
    assert first.content == b"1"
    objects.replace("a/x", b"3", first.mark)
    with pytest.raises(BucketConflictError):
        objects.replace("a/x", b"4", first.mark)
    assert objects.names("a") == ["a/x"]
    assert read_object(f"{bucket}/a/x") == b"3"


@pytest.mark.parametrize("address", ["s3://key:secret@b/x", "http://b/x", "s3:///x", "s3://b/x?token=secret"])
def test_bucket_address_with_more_than_bucket_and_path_is_refused_without_its_secret(address: str) -> None:
    with pytest.raises(BucketAddressError) as caught:
        Bucket(address)
    assert "secret" not in str(caught.value)


def test_bucket_away_or_refused_is_told_without_credentials(
    bucket: str, take_away: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away()
    with pytest.raises(BucketUnavailableError, match="does not answer") as caught:
        Bucket(bucket).read("x")
    assert SECRET not in str(caught.value)
    assert "testing" not in str(caught.value)


def test_store_publishes_promotes_and_is_read_elsewhere(bucket: str, tmp_path: Path) -> None:
    here, there = store(bucket, tmp_path / "here"), store(bucket, tmp_path / "there")
    assert here.champion() is None
    for version, first in (("1", 0.25), ("2", 0.75)):
        here.publish(candidate(tmp_path / version, first), version)
        here.publish(tmp_path / version, version)  # again changes nothing
        here.set_champion(version)
        assert there.champion() == version
        assert there.load_champion().predict_proba([{"text": "y"}]).tolist() == [[first, 1 - first]]
    assert there.versions() == ["1", "2"]
    there.set_champion("1")
    assert here.refresh() is None
    assert here.load_champion().manifest.version == "1"


def test_store_challenger_is_pointed_at_and_read_elsewhere(bucket: str, tmp_path: Path) -> None:
    here, there = store(bucket, tmp_path / "here"), store(bucket, tmp_path / "there")
    for version in ("1", "2"):
        here.publish(candidate(tmp_path / version), version)
    here.set_champion("1")
    here.set_challenger(Challenging("c1", "2", "shadow", 1.0))
    assert there.refresh() is None
    pointed = there.challenger()
    assert pointed is not None
    assert there.load_challenger(pointed).manifest.version == "2"
    here.set_challenger(None)
    assert there.refresh() is None
    assert there.challenger() is None


def test_store_version_is_another_servable_already_is_refused(bucket: str, tmp_path: Path) -> None:
    store(bucket, tmp_path / "here").publish(candidate(tmp_path / "a", 0.25), "1")
    with pytest.raises(ServableError, match="already published"):
        store(bucket, tmp_path / "there").publish(candidate(tmp_path / "b", 0.5), "1")


def test_store_half_published_version_is_none_and_can_be_published(bucket: str, tmp_path: Path) -> None:
    folder = candidate(tmp_path / "a")
    Bucket(bucket).write("versions/1/arrays.npz", b"half")
    here = store(bucket, tmp_path / "here")
    assert here.versions() == []
    with pytest.raises(ServableNotFoundError):
        here.set_champion("1")
    here.publish(folder, "1")
    here.set_champion("1")
    assert store(bucket, tmp_path / "there").load_champion().manifest.version == "1"


def test_store_two_promote_at_once_one_is_told(bucket: str, tmp_path: Path) -> None:
    here, there = store(bucket, tmp_path / "here"), store(bucket, tmp_path / "there")
    here.publish(candidate(tmp_path / "1"), "1")
    here.publish(candidate(tmp_path / "2", 0.5), "2")
    assert (here.champion(), there.champion()) == (None, None)
    here.set_champion("1")
    with pytest.raises(ServableError, match="Somebody else changed the champion"):
        there.set_champion("2")
    assert there.champion() == "1"
    there.set_champion("2")
    with pytest.raises(ServableError, match="Somebody else changed the champion"):
        here.set_champion("1")
    assert here.champion() == "2"


def test_store_bucket_away_the_copy_answers_and_promotion_says_so(
    bucket: str, tmp_path: Path, take_away: Callable[[], None]
) -> None:
    first = store(bucket, tmp_path / "cache")
    first.publish(candidate(tmp_path / "1"), "1")
    first.set_champion("1")
    take_away()
    again = store(bucket, tmp_path / "cache")
    told = again.refresh()
    assert told is not None
    assert "cannot be used" in told
    assert again.load_champion().manifest.version == "1"
    with pytest.raises(BucketUnavailableError):
        again.champion()
    elsewhere = store(bucket, tmp_path / "empty")
    with pytest.raises(BucketUnavailableError):
        elsewhere.load_champion()


@pytest.mark.parametrize(
    "former", [None, SigningKey(b"former-secret-of-the-team" * 2)], ids=["unsigned", "another key"]
)
def test_store_copy_takes_a_signature_made_after_it(bucket: str, tmp_path: Path, former: SigningKey | None) -> None:
    key = SigningKey(b"present-secret-of-the-team" * 2)
    publisher = BucketStore(bucket, tmp_path / "publisher", former)
    publisher.publish(candidate(tmp_path / "1"), "1")
    publisher.set_champion("1")
    served = BucketStore(bucket, tmp_path / "served", key)
    with pytest.raises(SignatureError):
        served.load_champion()
    BucketStore(bucket, tmp_path / "signer", key).sign("1")
    assert served.load_champion().manifest.version == "1"


def test_store_altered_in_the_bucket_is_refused(bucket: str, tmp_path: Path) -> None:
    here = store(bucket, tmp_path / "here")
    here.publish(candidate(tmp_path / "1"), "1")
    here.set_champion("1")
    objects = Bucket(bucket)
    objects.write("versions/1/arrays.npz", b"other")
    with pytest.raises(ServableError, match="SHA-256"):
        store(bucket, tmp_path / "there").load_champion()
    manifest = objects.read(f"versions/1/{MANIFEST}")
    assert manifest is not None
    objects.write(f"versions/1/{MANIFEST}", manifest.content + b" ")
    with pytest.raises(ServableError, match="not the one that was promoted"):
        store(bucket, tmp_path / "elsewhere").load_champion()
    objects.write(POINTER, b"{")
    with pytest.raises(ServableError, match="no pointer"):
        store(bucket, tmp_path / "nowhere").load_champion()
