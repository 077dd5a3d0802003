"""Hashes and buckets, against scikit-learn's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils import murmurhash3_32

from vigie.servable import murmur
from vigie.servable.murmur import Buckets, murmurhash3


@given(st.binary(max_size=70))
def test_murmurhash3_is_that_of_scikit_learn(content: bytes) -> None:
    assert murmurhash3(content) == murmurhash3_32(content, seed=0, positive=False)


def test_buckets_remember_a_bounded_number_of_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(murmur, "_KEPT_TERMS", 3)
    buckets = Buckets(1_000)
    numbers = [buckets.get(str(term)) for term in range(50)]
    assert numbers == [Buckets(1_000).get(str(term)) for term in range(50)]
    assert len(buckets._kept) <= 3


def test_buckets_take_endless_terms_and_lone_surrogates() -> None:
    buckets = Buckets(10, first=5)
    assert all(5 <= buckets.get(term) < 15 for term in ("", "x" * 1_000_000, "\ud800", "日本語"))
    assert len(buckets._kept) == 3
