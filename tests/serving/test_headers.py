"""What stands in the head of every answer, and which pages of others may ask."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.core.project import load_project

SITE = "https://my.site"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/predict", 200), ("POST", "/predict?explain=maybe", 422), ("GET", "/predict", 405),
        ("GET", "/quality", 200), ("GET", "/docs", 200), ("GET", "/openapi.json", 200), ("GET", "/nowhere", 404),
        ("POST", "/verdicts", 422), ("GET", "/v2/health/live", 200), ("POST", "/v2/models/tiny/infer", 422),
        ("GET", "/v2/nowhere", 404), ("GET", "/metrics", 200),
    ],
)  # fmt: skip
def test_every_answer_has_each_security_header_once(service: Any, method: str, path: str, status: int) -> None:
    response = service.request(method, path, json={"text": "a"} if method == "POST" else None)
    assert response.status_code == status
    for name, value in (
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ):
        assert response.headers.get_list(name) == [value]


@pytest.mark.parametrize("path", ["/predict", "/quality", "/docs"])
def test_pages_of_others_may_not_ask_by_default(service: Any, path: str) -> None:
    method = "POST" if path == "/predict" else "GET"
    response = service.request(method, path, json={"text": "a"}, headers={"origin": SITE})
    assert not [name for name in response.headers if name.startswith("access-control")]
    asked = {"origin": SITE, "access-control-request-method": method}
    assert service.request("OPTIONS", path, headers=asked).status_code == 405


@pytest.fixture
def opened(world: Any, start: Any) -> Any:
    path = world.root / "vigie.toml"
    path.write_text(path.read_text(encoding="utf-8") + f'cors = ["{SITE}"]\nkeys = true\n', encoding="utf-8")
    world.project = load_project(world.root)
    with start(world.options(keys=True)) as running:
        yield running


@pytest.mark.parametrize(("method", "path"), [("POST", "/predict"), ("GET", "/quality"), ("POST", "/verdicts")])
def test_pages_of_a_declared_origin_may_ask_with_a_key_and_those_of_others_not(
    opened: Any, world: Any, method: str, path: str, until: Any
) -> None:
    asked = {"access-control-request-method": method, "access-control-request-headers": "authorization,content-type"}
    before = opened.request("OPTIONS", path, headers={"origin": SITE, **asked})
    assert (before.status_code, before.headers["access-control-allow-origin"]) == (200, SITE)
    assert opened.request("OPTIONS", path, headers={"origin": "https://other.site", **asked}).status_code == 400
    ledger = world.ledger()
    headers = {"origin": SITE, "authorization": f"Bearer {ledger.create_key('site', ['admin'])}"}
    until(lambda: opened.request(method, path, json={"text": "a"}, headers=headers).status_code != 401)
    answer = opened.request(method, path, json={"text": "a"}, headers=headers)
    assert answer.headers["access-control-allow-origin"] == SITE
    headers["origin"] = "https://other.site"
    assert "access-control-allow-origin" not in opened.request(method, path, json={}, headers=headers).headers


def test_the_document_declares_keys_where_they_are_on(opened: Any, service: Any) -> None:
    document = opened.get("/openapi.json").json()
    assert set(document["components"]["securitySchemes"]) == {"bearer", "key"}
    paths = document["paths"]
    assert paths["/predict"]["post"]["security"] == [{"bearer": ["predict"]}, {"key": ["predict"]}]
    assert paths["/health"]["get"]["security"] == []
    assert {"401", "403"} <= set(paths["/verdicts"]["post"]["responses"])
    assert "securitySchemes" not in service.get("/openapi.json").json()["components"]
