"""Running the application: uvicorn, and an end that loses nothing."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import cast

import uvicorn

from vigie.serving.app import VigieApp, create_app
from vigie.serving.connections import Connection
from vigie.serving.options import ServiceOptions
from vigie.serving.peers import Peers
from vigie.serving.workers import BACKLOG, Place
from vigie.telemetry import set_up_logging

_log = logging.getLogger(__name__)

_COLLECT_AFTER = 20_000

_LOOK_EVERY_TICKS = 5
"""uvicorn's ticks are a tenth of a second."""

_DRAIN_S = 20
"""So long requests under way may take after the signal to stop."""


def serve(options: ServiceOptions, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Answer requests until SIGTERM or Ctrl-C; then not ready, answer what is under way, flush the ledger, return.

    Parameters
    ----------
    host
        Whom it listens to. Anything but the loopback lets others in: then requests need keys, unless the project's
        file says `keys = false`.
    port
        0 for any free one; the log says which.
    """
    set_up_logging()
    app = create_app(with_keys(options, host))
    _Server(_config(app, host, port), app).run()


def serve_at(options: ServiceOptions, host: str, place: Place) -> None:
    """Answer as `serve` does, as one of several workers, until whoever looks after them says so or is gone."""
    set_up_logging()
    app = create_app(replace(with_keys(options, host), peers=Peers(place.counts, place.number, place.of)))
    _Server(_config(app, host, 0), app, place).run([place.listener])


def _config(app: VigieApp, host: str, port: int) -> uvicorn.Config:
    within_s = app.service.options.project.file.service.body_within
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=cast(
            "type[asyncio.Protocol]",
            partial(Connection, within_s=within_s, on_refusal=app.service.refused),
        ),
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_DRAIN_S,
        backlog=BACKLOG,
    )


def with_keys(options: ServiceOptions, host: str) -> ServiceOptions:
    """Return the options with keys on where others can reach the service, unless the project's file decides."""
    declared = options.project.file.service.keys
    if declared is None:
        return replace(options, keys=not is_loopback(host))
    if not declared and not is_loopback(host):
        _log.warning("Listening on %s with keys = false: everybody who reaches it may use it", host)
    return replace(options, keys=declared)


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach `host`.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: VigieApp, place: Place | None = None) -> None:
        super().__init__(config)
        self._app = app
        self._place = place

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What was made until now stays: the collector need not walk over it again and again, nor even once, for next to
        # nothing of it is garbage. Requests leave no cycles behind, so it need not look often either.
        gc.freeze()
        gc.enable()
        gc.set_threshold(_COLLECT_AFTER)
        for server in self.servers:
            for listener in server.sockets:
                host, port = listener.getsockname()[:2]
                address = f"[{host}]" if ":" in host else host
                who = self._place.name if self._place else "Vigie"
                _log.info("%s answers at http://%s:%d (Ctrl-C to stop)", who, address, port)
        if self._place is not None:
            self._place.sign.touch()

    async def on_tick(self, counter: int) -> bool:
        if counter % _LOOK_EVERY_TICKS == 0:
            now = asyncio.get_running_loop().time()
            for connection in tuple(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.look(now)
            if self._place is not None and os.getppid() != self._place.parent:
                self.handle_exit(signal.SIGTERM, None)
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal once more at the end, and the process would die of it instead of ending with 0.
        former = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.service.draining = True
        super().handle_exit(sig, frame)
