"""The client against a real service."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from vigie.client import Client, Retries
from vigie.core.errors import ServiceError, ServiceUnavailableError


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    with Client(url, source="page") as opened:
        yield opened


def test_predict_gives_a_typed_answer(client: Client) -> None:
    answer = client.predict({"text": "late again", "length": 2})
    assert answer.label == "other"
    assert answer.probabilities == {"negative": 0.25, "other": 0.75}
    assert answer.confidence == 0.75
    assert answer.because == ()
    assert client.predict({"text": "late again"}, explain=True).model_version == "1"


def test_predict_many_gives_one_answer_per_row(client: Client) -> None:
    answers = client.predict_many([{"text": "a"}, {"text": "b"}])
    assert len({answer.id for answer in answers}) == 2


def test_predict_a_bad_row_raises_the_services_own_words(client: Client) -> None:
    with pytest.raises(ServiceError) as caught:
        client.predict({"text": "", "lenght": 3})
    assert (caught.value.status, caught.value.code) == (422, "invalid_payload")
    assert ("text", "must not be blank") in caught.value.details
    assert ("lenght", "is no field; did you mean 'length'?") in caught.value.details


def test_verdicts_make_quality_and_alerts(client: Client) -> None:
    keys = [client.predict({"text": f"tweet {number}"}).id for number in range(4)]
    assert client.verdict(keys[0], "confirmed").stored
    assert not client.verdict(keys[0], "confirmed").stored
    client.verdict(keys[1], "corrected", label="negative", comment="it was late")
    client.verdict(keys[2], "rejected")
    alert = client.verdict(keys[3], "rejected").alert
    assert alert is not None

    assert client.verdicts(limit=3)[2].label == "negative"
    quality = client.quality()
    assert (quality.verdicts, quality.accuracy) == (4, 0.25)
    assert client.quality(since=2**62).accuracy is None
    assert sum(bucket.predictions for bucket in client.traffic(hours=1, buckets=4).buckets) >= 4

    assert [one.id for one in client.alerts(state="open")] == [alert]
    assert client.acknowledge_alert(alert, "ada").state == "acknowledged"
    assert client.close_alert(alert, "ada", "a strike").closed_why == "a strike"
    assert client.alerts(state="open") == []

    with pytest.raises(ServiceError) as caught:
        client.verdict(keys[0], "rejected")
    assert caught.value.code == "verdict_conflict"


def test_model_describes_form_and_servable(client: Client) -> None:
    model = client.model()
    assert model.project.sample
    assert [feature.name for feature in model.features] == ["text", "length"]
    assert model.features[0].title.say("fr") == "Tweet"
    assert [label.name for label in model.target.labels] == ["negative", "other"]
    assert model.servable is not None
    assert model.servable.version == "1"
    assert client.predict(model.example).id


def test_readiness_health_and_history_of_a_sound_service(client: Client) -> None:
    assert client.ready().ready
    assert client.health().ledger == "ok"
    assert client.deployments() == []
    assert client.leaderboard().candidates == ()
    assert client.drift().problem == "not measured"


def test_client_of_a_silent_address_raises_unavailable() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with Client(address, retries=Retries(most=1)) as client:
        with pytest.raises(ServiceUnavailableError, match=re.escape(f"No answer from {address}")):
            client.predict({"text": "a"})
        with pytest.raises(ServiceUnavailableError):
            client.ready()


@pytest.fixture
def answering() -> Iterator[str]:
    """Address of something that answers every request with a page, as another program on that port would."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>")

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_client_of_another_program_says_so(answering: str) -> None:
    with Client(answering) as client, pytest.raises(ServiceError, match="is this address a Vigie service"):
        client.model()


def test_ready_of_a_service_without_a_model_gives_the_reason() -> None:
    body = {"error": {"code": "not_ready", "message": "No model was published yet.", "details": []}}
    transport = httpx.MockTransport(lambda _: httpx.Response(503, json=body))
    with Client("http://service", transport=transport) as client:
        readiness = client.ready()
    assert not readiness.ready
    assert readiness.reason == "No model was published yet."
