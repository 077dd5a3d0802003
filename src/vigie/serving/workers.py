"""Several processes that answer at one address, each with the model and a writer of its own; a dead one is replaced."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
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
_PATIENCE_S = 5.0
"""So long connections wait for a worker that does not answer, where another does."""


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

    @property
    def sign(self) -> Path:
        """The file that is there while the worker answers: it says so, and whoever starts another takes it away."""
        return self.counts / f"{self.number}.answers"


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

    They are held by whoever calls, so that connections that wait for a worker which died wait for its successor; see
    `Share` for how long.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        if port:
            _listener(family, address, shared=False).close()  # whoever is there already must not share with us unasked
        with _listener(family, address, shared=True) as first:
            # Asked for by its number, a port stays theirs when they stop listening for a while.
            address = first.getsockname()
            listeners = [_listener(family, address, shared=True) for _ in range(count)]
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


class Share:
    """The part of all new connections that the system lets wait at one listener.

    It waits while its worker starts. Where that takes long and another answers, those that wait are let go of, to ask
    again there, and the system spreads new ones among the others, until the worker listens itself.
    """

    def __init__(self, listener: socket.socket, name: str) -> None:
        self._listener = listener
        self._name = name
        self._absent_since: float | None = None
        self._open = True

    def look(self, moment: float, *, answers: bool, elsewhere: bool) -> None:
        """Say whether the worker answers at this moment of the monotonic clock, and whether any does."""
        if answers:
            self._absent_since, self._open = None, True
            return
        if self._absent_since is None:
            self._absent_since = moment
        if self._open and elsewhere and moment - self._absent_since > _PATIENCE_S:
            self._open = False
            _log.warning("%s does not answer: connections that wait for it are sent to the others", self._name)
            with suppress(OSError):  # where a system cannot do so, they wait
                # Not closed, since the worker that starts has the same one, and listens at it again when it is ready.
                self._listener.shutdown(socket.SHUT_RD)


class _Worker:
    """One place, and whoever works there now."""

    def __init__(self, options: ServiceOptions, host: str, place: Place) -> None:
        self._options = options
        self._host = host
        self._place = place
        self._began = 0.0
        self._quick_deaths = 0
        self._not_before = 0.0
        self._share = Share(place.listener, place.name)
        self.process: SpawnProcess | None = None

    @property
    def answers(self) -> bool:
        return self.process is not None and self._place.sign.exists()

    def start(self) -> None:
        self._place.sign.unlink(missing_ok=True)
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

    def mind_its_share(self, *, elsewhere: bool) -> None:
        """Let nobody wait for it for ever, if somebody else answers."""
        self._share.look(time.monotonic(), answers=self.answers, elsewhere=elsewhere)

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
                    self._look()
            self._stop()

    def _look(self) -> None:
        for worker in self._workers:
            worker.look()
        elsewhere = any(worker.answers for worker in self._workers)
        for worker in self._workers:
            worker.mind_its_share(elsewhere=elsewhere)

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
    from vigie.serving.start import hasten

    hasten()
    from vigie.serving.server import serve_at  # here, since whoever looks after workers needs none of it

    serve_at(options, host, place)
