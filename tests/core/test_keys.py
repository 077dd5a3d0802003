"""Keys: what is kept of them, and what they open."""

from __future__ import annotations

import pytest

from vigie.core.keys import Key, Scope, key_id_of, make_key


def test_make_key_keeps_nothing_that_opens() -> None:
    key, text = make_key("page", ["predict"], at=5)
    assert text[19:] not in repr(key)
    assert text.encode() not in key.digest + key.salt
    assert key_id_of(text) == key.id


def test_make_key_twice_differs_in_everything() -> None:
    (one, first), (two, second) = (make_key("page", ["predict"], at=5) for _ in range(2))
    assert first != second
    assert (one.id, one.salt, one.digest) != (two.id, two.salt, two.digest)
    assert not one.fits(second.encode())


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: text + "a", str.upper, lambda _: ""])
def test_fits_refuses_whatever_is_not_the_very_key(change: object) -> None:
    key, text = make_key("page", ["predict"], at=5)
    assert callable(change)
    assert not key.fits(change(text).encode())


@pytest.mark.parametrize(("at", "live"), [(9, True), (10, False), (11, False)])
def test_is_live_ends_when_it_expires(at: int, live: bool) -> None:
    key, _ = make_key("page", ["predict"], at=0, expires_at=10)
    assert key.is_live(at) is live


@pytest.mark.parametrize(
    ("scopes", "needed", "expected"),
    [({"predict"}, {"predict"}, True), ({"predict"}, {"read", "verdict"}, False), ({"admin"}, {"verdict"}, True)],
)
def test_may_takes_any_of_the_scopes_and_admin_for_all(scopes: set[Scope], needed: set[Scope], expected: bool) -> None:
    assert Key("0", "page", frozenset(scopes), 0).may(needed) is expected
