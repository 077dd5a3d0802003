"""Who may ask, on every route that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.routing import BaseRoute

from vigie.core.keys import SCOPES, Scope
from vigie.serving.access import PUBLIC, scopes_for


@pytest.fixture
def keys(world: Any) -> dict[Scope, str]:
    """A key for each scope."""
    ledger = world.ledger()
    made = {scope: ledger.create_key(f"may {scope}", [scope]) for scope in SCOPES}
    ledger.close()
    return made


@pytest.fixture
def guarded(world: Any, keys: dict[Scope, str], start: Any) -> Iterator[Any]:
    """The tiny project's service with keys on."""
    with start(world.options(keys=True)) as running:
        yield running


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def walk(routes: Any) -> list[tuple[str, str]]:
    """Return every method and address that the application answers, whoever added it and documented or not."""
    found = []
    for route in routes:
        if getattr(route, "methods", None):
            path = re.sub(r"{model}", "tiny", route.path)
            path = re.sub(r"{version}", "1", path)
            found += [(method, re.sub(r"{\w+}", "x", path)) for method in route.methods]
        else:
            nested: list[BaseRoute] = getattr(route, "routes", None) or route.original_router.routes
            assert nested, route
            found += walk(nested)
    return sorted(set(found))


def test_every_route_that_is_not_public_answers_401_without_a_key(guarded: Any) -> None:
    walked = walk(guarded.app.routes)
    assert len(walked) >= 25
    assert {path for _, path in walked} >= {
        "/predict",
        "/verdicts",
        "/metrics",
        "/v2/models/tiny/infer",
        "/alerts/x/close",
    }
    for method, path in walked:
        response = guarded.request(method, path)
        if scopes_for(method, path) is None:
            assert path in PUBLIC
            assert response.status_code == 200, path
        else:
            assert response.status_code == 401, path
            assert response.headers["www-authenticate"] == "Bearer"


def test_every_route_that_is_not_public_answers_403_to_a_key_for_something_else(
    guarded: Any, keys: dict[Scope, str]
) -> None:
    for method, path in walk(guarded.app.routes):
        needed = scopes_for(method, path)
        if needed is None:
            continue
        for scope in SCOPES:
            status = guarded.request(method, path, headers=bearer(keys[scope])).status_code
            assert (status == 403) is (scope not in needed and scope != "admin"), (method, path, scope)
            assert status != 401


def test_an_unknown_address_needs_a_key_too(guarded: Any, keys: dict[Scope, str]) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
        assert guarded.request(method, "/nowhere").status_code == 401
        assert guarded.request(method, "/nowhere", headers=bearer(keys["admin"])).status_code in (404, 405)


@pytest.mark.parametrize("path", ["/predict", "/quality"])
@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer "}, {"authorization": "Bearer guess"}, {"authorization": "Basic dTpw"},
        {"authorization": "Bearer vigie_0123456789ab_" + "x" * 43}, {"x-api-key": "guess"}, {"x-api-key": "é\xff"},
    ],
)  # fmt: skip
def test_a_key_that_is_none_is_refused_in_the_one_shape(guarded: Any, path: str, headers: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    response = guarded.request("POST" if path == "/predict" else "GET", path, headers=raw, json={"text": "a"})
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "key_required"
    assert "guess" not in response.text


def test_both_headers_carry_a_key(guarded: Any, keys: dict[Scope, str]) -> None:
    for headers in (bearer(keys["predict"]), {"x-api-key": keys["predict"]}):
        assert guarded.post("/predict", json={"text": "a"}, headers=headers).status_code == 200


def test_predict_keeps_the_id_of_the_key_that_asked(guarded: Any, keys: dict[Scope, str], world: Any) -> None:
    many = guarded.post("/predict", json={"rows": [{"text": "a"}]}, headers=bearer(keys["predict"])).json()
    one = guarded.post("/predict", json={"text": "a"}, headers=bearer(keys["predict"])).json()
    ledger = world.ledger()
    for answer in (one, many["predictions"][0]):
        assert ledger.prediction(answer["id"]).key_id == keys["predict"].split("_")[1]


def test_a_key_made_or_revoked_while_the_service_runs_counts_soon(guarded: Any, world: Any, until: Any) -> None:
    ledger = world.ledger()
    headers = bearer(ledger.create_key("late", ["predict"]))
    until(lambda: guarded.post("/predict", json={"text": "a"}, headers=headers).status_code == 200)
    ledger.revoke_key("late")
    until(lambda: guarded.post("/predict", json={"text": "a"}, headers=headers).status_code == 401)


def test_an_expired_key_is_refused(guarded: Any, world: Any, until: Any) -> None:
    ledger = world.ledger()
    expired = bearer(ledger.create_key("old", ["read"], expires_at=1))
    fresh = bearer(ledger.create_key("new", ["read"]))
    until(lambda: guarded.get("/quality", headers=fresh).status_code == 200)
    assert guarded.get("/quality", headers=expired).status_code == 401


def test_keys_that_could_not_be_read_yet_are_no_reason_for_401(world: Any, start: Any) -> None:
    (world.root / "file").write_text("")
    with start(world.options(keys=True, ledger_url=f"sqlite:///{world.root}/file/ledger.db")) as service:
        response = service.get("/model", headers=bearer("vigie_0123456789ab_" + "x" * 43))
        assert response.status_code == 503
        assert response.headers["retry-after"]
        assert service.get("/health").status_code == 200


def test_a_verdict_needs_a_key_that_may_see_the_prediction(world: Any, start: Any) -> None:
    ledger = world.ledger()
    own, other = (ledger.create_key(name, ["predict", "verdict"]) for name in ("own", "other"))
    reader = ledger.create_key("reader", ["verdict", "read"])
    with start(world.options(keys=True)) as service:
        ids = [service.post("/predict", json={"text": "a"}, headers=bearer(own)).json()["id"] for _ in range(3)]

        def judge(prediction_id: str, key: str) -> int:
            given = {"prediction_id": prediction_id, "verdict": "confirmed"}
            status: int = service.post("/verdicts", json=given, headers=bearer(key)).status_code
            return status

        assert [judge(ids[0], key) for key in (other, own)] == [404, 200]
        assert judge(ids[1], reader) == 200
    with start(world.options()) as service:  # without keys, as before
        assert service.post("/verdicts", json={"prediction_id": ids[2], "verdict": "rejected"}).status_code == 200
