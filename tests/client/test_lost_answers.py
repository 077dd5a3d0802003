"""An answer that is lost on its way: the client asks again, and the service has done it once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from vigie.client import Client, Retries
from vigie.core.project import load_project
from vigie.ledger import open_ledger


class LosingProxy:
    """Hands each request on to the service; of every address's first answer it hands nothing back."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        self._service = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.lost: set[bytes] = set()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            with caller, socket.create_connection(self._service) as service:
                request = caller.recv(65_536)
                while b"\r\n\r\n" not in request or request.endswith(b"\r\n\r\n"):
                    request += caller.recv(65_536)
                service.sendall(request.replace(b"Connection: keep-alive", b"Connection: close"))
                answer = b"".join(iter(lambda: service.recv(65_536), b""))
                address = request.split(b" ")[1]
                if address in self.lost:
                    caller.sendall(answer)
                self.lost.add(address)

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def proxy(url: str) -> Iterator[LosingProxy]:
    made = LosingProxy(url)
    yield made
    made.stop()


def test_what_was_done_before_its_answer_was_lost_is_not_done_twice(proxy: LosingProxy, root: Path) -> None:
    ledger = open_ledger(load_project(root).ledger_url)
    before = ledger.count_predictions()
    with Client(proxy.url, retries=Retries(first_s=0.01)) as client:
        answer = client.predict({"text": "late again"})
        assert proxy.lost == {b"/predict"}
        assert ledger.count_predictions() == before + 1
        receipt = client.verdict(answer.id, "confirmed")
        assert receipt.stored  # as it was told at first, when nobody heard it
    assert proxy.lost == {b"/predict", b"/verdicts"}
    assert ledger.count_predictions() == before + 1
    assert [one.prediction_id for one in ledger.latest_verdicts(2)].count(answer.id) == 1
    ledger.close()
