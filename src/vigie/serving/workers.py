"""Several processes that answer at one address, each with the model and a writer of its own; a dead one is replaced."""

from __future__ import annotations

import errno
import gc
import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType

from vigie.core.errors import ProjectError
from vigie.serving.options import ServiceOptions
from vigie.telemetry import set_up_logging

_log = logging.getLogger(__name__)

BACKLOG = 2_048
_LOOK_S = 0.2
_DRAIN_S = 30.0
"""A little more than a worker gives itself."""
_QUICK_DEATH_S = 10.0
_LONGEST_WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where one worker works."""

    number: int
    """From 1."""
    of: int
    listener: socket.socket
    counts: Path
    """Folder of all workers' counts."""
    parent: int
    """Process id of whoever looks after it."""

    @property
    def name(self) -> str:
        return f"Worker {self.number} of {self.of}"


def serve_many(options: ServiceOptions, host: str, port: int, workers: int) -> None:
    """Answer with `workers` processes until SIGTERM or Ctrl-C; then each answers what is under way, and ends.

    Raises
    ------
    ProjectError
        If the address cannot be listened at.
    """
    set_up_logging()
    with ExitStack() as stack:
        listeners = [stack.enter_context(one) for one in listen(host, port, workers)]
        counts = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vigie-workers-")))
        places = [
            Place(number, workers, listener, counts, os.getpid()) for number, listener in enumerate(listeners, start=1)
        ]
        _Staff([_Worker(options, host, place) for place in places]).run()


def listen(host: str, port: int, count: int) -> list[socket.socket]:
    """Return listeners at one address, among which the system spreads new connections.

    They are held by whoever calls, so that connections that wait for a worker which died wait for its successor.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        if port:
            _listener(family, address, shared=False).close()  # whoever is there already must not share with us unasked
        listeners = [_listener(family, address, shared=True)]
        address = listeners[0].getsockname()
        listeners += [_listener(family, address, shared=True) for _ in range(count - 1)]
    except OSError as error:
        why = "it is taken" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        raise ProjectError(
            f"Nothing can listen at {host}, port {port}: {why}.", remedy="Name another --port."
        ) from error
    for listener in listeners:
        listener.listen(BACKLOG)
    return listeners


def _listener(family: int, address: tuple[object, ...], *, shared: bool) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


class _Worker:
    """One place, and whoever works there now."""

    def __init__(self, options: ServiceOptions, host: str, place: Place) -> None:
        self._options = options
        self._host = host
        self._place = place
        self._began = 0.0
        self._quick_deaths = 0
        self._not_before = 0.0
        self.process: SpawnProcess | None = None

    def start(self) -> None:
        # Spawned, not forked: what is random or has threads must not be shared.
        context = multiprocessing.get_context("spawn")
        self.process = context.Process(target=_work, args=(self._options, self._host, self._place))
        self.process.start()
        self._began = time.monotonic()

    def look(self) -> None:
        """Start it again if it has died, the sooner the longer it lived."""
        now = time.monotonic()
        if self.process is not None and not self.process.is_alive():
            self._bury(self.process, now)
        if self.process is None and now >= self._not_before:
            self.start()

    def _bury(self, process: SpawnProcess, now: float) -> None:
        self._quick_deaths = self._quick_deaths + 1 if now - self._began < _QUICK_DEATH_S else 0
        pause = min(0.1 * 2**self._quick_deaths, _LONGEST_WAIT_S) if self._quick_deaths > 1 else 0.0
        self._not_before = now + pause
        _log.error("%s died (exit code %s); it is started again", self._place.name, process.exitcode)
        process.close()
        self.process = None


class _Staff:
    """All workers."""

    def __init__(self, workers: Sequence[_Worker]) -> None:
        self._workers = workers
        self._stopping = False

    def run(self) -> None:
        with self._signals():
            for worker in self._workers:
                worker.start()
            while not self._stopping:
                wait([process.sentinel for process in self._processes], timeout=_LOOK_S)
                if not self._stopping:
                    for worker in self._workers:
                        worker.look()
            self._stop()

    @property
    def _processes(self) -> list[SpawnProcess]:
        return [worker.process for worker in self._workers if worker.process is not None]

    def _stop(self) -> None:
        for process in self._processes:
            process.terminate()
        until = time.monotonic() + _DRAIN_S
        for process in self._processes:
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self._stopping = True

        former = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


def _work(options: ServiceOptions, host: str, place: Place) -> None:
    gc.disable()  # until the server is up: a tenth of the start would go into looking for garbage where there is none
    from vigie.serving.server import serve_at  # here, since whoever looks after workers needs none of it

    serve_at(options, host, place)
