"""One JSON error shape, whatever fails, on every route."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigie.serving.errors import STATUSES, problem_of


def check_shape(response: Any, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details"}
    assert body["error"]["code"] == code
    assert STATUSES[code] == status
    assert body["error"]["message"].endswith(".")
    for detail in body["error"]["details"]:
        assert set(detail) == {"path", "reason"}


def routes_of(service: Any) -> list[tuple[str, str]]:
    """Return every address with its method; a new route is walked without being written down here.

    Those below /v2 answer in another protocol's form, and are walked beside its tests.
    """
    paths = service.get("/openapi.json").json()["paths"]
    return [
        (path.replace("{alert_id}", "nobody").replace("{monitor}", "drift"), method.upper())
        for path, methods in paths.items()
        for method in methods
        if not path.startswith("/v2")
    ]


def test_every_route_with_a_wrong_method_answers_405_in_the_one_shape(service: Any) -> None:
    walked = routes_of(service)
    assert len(walked) >= 14
    for path, _ in walked:
        response = service.request("DELETE", path)
        check_shape(response, 405, "method_not_allowed")
        assert response.headers["allow"]


@pytest.mark.parametrize(
    ("body", "declared", "status", "code"),
    [
        (b"{", "application/json", 422, "invalid_payload"),
        (b"", "application/json", 422, "invalid_payload"),
        (b"[" * 10_000, "application/json", 422, "invalid_payload"),
        (b'{"who": "\xff"}', "application/json", 422, "invalid_payload"),
        (b'{"who": NaN, "comment": "\\ud800"}', "application/json", 422, "invalid_payload"),
        (b'{"surprise": 1}', "application/json", 422, "invalid_payload"),
        (b'{"who": "me"}', "text/plain", 415, "unsupported_media_type"),
        (b" " * 30_000, "application/json", 413, "payload_too_large"),
    ],
    ids=["half", "empty", "deep", "utf-8", "nan", "unknown", "type", "large"],
)
def test_every_route_that_reads_a_body_refuses_a_bad_one_in_the_one_shape(
    service: Any, body: bytes, declared: str, status: int, code: str
) -> None:
    for path, method in routes_of(service):
        if method == "POST":
            check_shape(service.post(path, content=body, headers={"content-type": declared}), status, code)


def test_every_route_that_needs_the_ledger_answers_503_without_it(world: Any, start: Any) -> None:
    (world.root / "file").write_text("")
    with start(world.options(ledger_url=f"sqlite:///{world.root}/file/ledger.db")) as service:
        bodies: dict[str, Any] = {
            "/invocations": {"inputs": ["a"]},
            "/predict": {"text": "a"},
            "/reviews/{review_id}": {"who": "me", "action": "discard"},
            "/verdicts/import": {"labels": [{"prediction_id": "x", "label": "other"}]},
            "/verdicts": {"prediction_id": "x", "verdict": "rejected"},
        }
        without = {"/health", "/metrics", "/model", "/leaderboard"}
        needing = [(path, method) for path, method in routes_of(service) if path not in without]
        for path, method in needing:
            body = bodies.get(path, {"who": "me"}) if method == "POST" else None
            response = service.request(method, path, json=body)
            check_shape(response, 503, "ledger_unavailable")
            assert response.headers["retry-after"] == "1"
        assert service.get("/health").json()["ledger"] == "unavailable"
        metrics = service.get("/metrics").text
        assert f'vigie_requests_refused_total{{code="ledger_unavailable"}} {len(needing)}.0' in metrics
        assert "vigie_ready 0.0" in metrics


@pytest.mark.parametrize("path", ["/nowhere", "/predict/", "/alerts/x/open", "/%00"])
def test_an_unknown_address_answers_404_in_the_one_shape(service: Any, path: str) -> None:
    check_shape(service.get(path), 404, "not_found")


@pytest.mark.parametrize(
    "path",
    ["/verdicts?limit=0", "/alerts?state=sleeping", "/traffic?hours=nan", "/traffic?buckets=x", "/quality?since=-1"],
)
def test_a_wrong_query_answers_422_with_its_path(service: Any, path: str) -> None:
    response = service.get(path)
    check_shape(response, 422, "invalid_payload")
    assert response.json()["error"]["details"][0]["path"].startswith("query.")


def test_an_unforeseen_failure_answers_500_without_particulars(service: Any, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the row")

    service.app.service.rollout.champion.answer = fail
    response = service.post("/predict", json={"text": "a"})
    check_shape(response, 500, "internal_error")
    assert "secret" not in response.text
    assert "A request failed" in caplog.text


def test_problem_of_an_error_nobody_foresaw_is_internal() -> None:
    assert problem_of(ZeroDivisionError()).code == "internal_error"


anything = st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "rows", "prediction_id", "verdict", "label", "comment", "who"]), inner
        )
    ),
    max_leaves=6,
).map(lambda value: json.dumps(value).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(body=anything)
def test_no_body_whatever_makes_a_route_fail(service: Any, body: bytes) -> None:
    for path in ("/predict", "/verdicts", "/alerts/nobody/close"):
        response = service.post(path, content=body, headers={"content-type": "application/json"})
        assert response.status_code < 500, (path, response.text)
        assert "error" in response.json() or response.status_code == 200
