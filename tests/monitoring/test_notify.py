"""Delivery through Apprise to a real web server, and to ports where nobody listens."""

from __future__ import annotations

import logging

import pytest

from vigie.monitoring.messages import Message
from vigie.monitoring.notify import deliver, digest_of, shown

MESSAGE = Message("Tweets : 3 réponses rejetées", "Regardez,\npuis fermez-la. {n} <b>")


Webhook = tuple[str, list[dict[str, str]]]


@pytest.fixture
def dead_address(closed_port: str) -> str:
    return f"json://someone:password@{closed_port}/hook"


def test_deliver_arrives_as_it_was_written(webhook: Webhook) -> None:
    host, received = webhook
    address = f"json://someone:password@{host}/hook"
    delivery = deliver(MESSAGE, [address, address])
    assert (delivery.failures, delivery.error) == ((), "")
    assert delivery.delivered == (digest_of(address),)
    assert [(one["title"], one["message"], one["type"]) for one in received] == [
        (MESSAGE.title, MESSAGE.body, "warning")
    ]


def test_deliver_to_a_dead_channel_still_reaches_the_other(webhook: Webhook, dead_address: str) -> None:
    host, received = webhook
    first = deliver(MESSAGE, [dead_address, f"json://{host}"])
    assert first.delivered == (digest_of(f"json://{host}"),)
    assert first.error == (
        "The alert could not be sent to json://127.0.0.1: nobody answered, or the message was refused."
    )
    again = deliver(MESSAGE, [dead_address, f"json://{host}"], first.delivered)
    assert (again.delivered, len(again.failures)) == (first.delivered, 1)
    assert len(received) == 1


def test_deliver_to_a_channel_that_refuses_is_a_failure(webhook: Webhook) -> None:
    host, received = webhook
    delivery = deliver(MESSAGE, [f"json://{host}/refuse"])
    assert (delivery.delivered, len(delivery.failures), len(received)) == ((), 1, 1)


@pytest.mark.parametrize(
    "address", ["", "password", "nowhere://password", "json://[password", "mailto://", "tgram://p"]
)
def test_deliver_to_no_address_is_a_failure_that_shows_nothing(
    address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    delivery = deliver(MESSAGE, [address])
    assert len(delivery.failures) == 1
    assert "password" not in delivery.error + caplog.text + "".join(capfd.readouterr())


def test_deliver_logs_no_secret(
    dead_address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    deliver(MESSAGE, [dead_address])
    assert "password" not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("json://user:pass@host:8080/path?token=x", "json://host"),
        ("tgram://123456789:secret/chat", "tgram://…"),
        ("slack://A/B/C", "slack://…"),
        ("discord://id/token", "discord://…"),
        ("json://[bad", "…"),
        ("just a word", "…"),
    ],
)
def test_shown_hides_all_that_may_be_secret(address: str, expected: str) -> None:
    assert shown(address) == expected
