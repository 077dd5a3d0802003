"""The service inside this process: the whole application with its life, asked without sockets."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from vigie.client import Client
from vigie.core.errors import VigieError
from vigie.serving.app import create_app
from vigie.serving.options import service_options
from vigie.telemetry.targets import Targets

if TYPE_CHECKING:
    from types import TracebackType

    from vigie.core.project import Project
    from vigie.settings import Settings

T = TypeVar("T")

_LOOK_EVERY_S = 0.02
_POLL_S = 0.000_3
_PATIENCE_S = 30.0


class InProcess:
    """A project's service, which answers while the block lasts.

    Requests go through everything that those over the network go through, but the network. Nobody outside is told of
    anything, whatever the environment says.
    """

    def __init__(self, project: Project, settings: Settings) -> None:
        options = replace(service_options(project, settings), look_every_s=_LOOK_EVERY_S, notify=(), told=Targets())
        self._app = create_app(options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="service", daemon=True)
        self._clients: list[Client] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self._life = self._app.router.lifespan_context(self._app)
        self._run(self._life.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for client in self._clients:
            client.close()
        self._run(self._life.__aexit__(None, None, None))
        self._run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def client(self, address: str, source: str | None = None) -> Client:
        """Return a client that asks from this IP address."""
        transport = _Transport(httpx.ASGITransport(self._app, client=(address, 40_000)), self._run)
        client = Client("http://service", source=source, transport=transport)
        self._clients.append(client)
        return client

    def wait_for_champion(self, version: str) -> None:
        """Return when this version answers."""
        rollout = self._app.service.rollout
        self._wait(
            lambda: rollout.champion is not None and rollout.champion.version == version, f"version {version} to answer"
        )

    def wait_for_challenger(self, version: str | None) -> None:
        """Return when this version challenges, or nobody."""

        def is_so() -> bool:
            running = self._app.service.trials.running
            return (running.pointed.version if running else None) == version

        self._wait(is_so, f"challenger {version or 'to leave'}")

    def wait_for_shadow(self, answers: int) -> None:
        """Return when the challenger has answered beside the champion so many times; at once where none does."""
        running = self._app.service.trials.running
        shadow = running.shadow if running else None
        if shadow is not None:
            self._wait(lambda: shadow.answered >= answers, "the shadow's answers")

    def _wait(self, is_so: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + _PATIENCE_S
        while not is_so():
            if time.monotonic() > until:
                raise VigieError(f"Waited {_PATIENCE_S:.0f} s in vain for {what}.")
            time.sleep(_POLL_S)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


class _Transport(httpx.BaseTransport):
    """Hands requests to the application's loop, and waits."""

    def __init__(self, inner: httpx.ASGITransport, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._inner = inner
        self._run = run

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        found: httpx.Response = self._run(self._asked(request))
        return found

    async def _asked(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)
