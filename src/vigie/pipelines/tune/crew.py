"""The worker processes of a search, as the search sees them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from vigie.pipelines.provenance import now
from vigie.pipelines.tune.evaluator import Ground
from vigie.pipelines.tune.trial import Task, Trial
from vigie.pipelines.tune.worker import READY, SINGLE_THREAD, work


@dataclass
class _Worker:
    process: SpawnProcess
    link: Connection
    ready: bool = False
    task: Task | None = None
    began_at: int = 0


class Crew:
    """Use it around a search, e.g. `with Crew(ground, 2, log) as crew: crew.start(task)`.

    The workers are spawned, each with one thread for linear algebra. A worker that dies takes its trial with it, which
    has failed then, and is replaced. Leaving the block ends them, whatever they are doing.
    """

    def __init__(self, ground: Ground, size: int, log: Path) -> None:
        self._ground, self._size, self._log = ground, size, log
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(self._size):
            self._workers.append(self._hire())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.dismiss()

    @property
    def running(self) -> Sequence[Task]:
        return [worker.task for worker in self._workers if worker.task is not None]

    @property
    def idle(self) -> int:
        return sum(worker.task is None for worker in self._workers)

    def start(self, task: Task) -> None:
        """Give a task to an idle worker; one that is still starting up takes it when it is ready."""
        idle = [worker for worker in self._workers if worker.task is None]
        worker = max(idle, key=lambda one: one.ready)
        worker.task, worker.began_at = task, now()
        with suppress(BrokenPipeError):  # it has died: `finished` tells
            worker.link.send(task)

    def finished(self, timeout_s: float) -> list[Trial]:
        """Return the trials that were done within so many seconds, as soon as there is one."""
        links = {worker.link: worker for worker in self._workers}
        done = [self._hear(links[link]) for link in wait(list(links), timeout_s) if isinstance(link, Connection)]
        return [trial for trial in done if trial is not None]

    def dismiss(self) -> None:
        """End all workers at once; what they were doing is lost."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.link.close()
        self._workers = []

    def _hear(self, worker: _Worker) -> Trial | None:
        try:
            heard = worker.link.recv()
        except (EOFError, OSError):
            return self._replace(worker)
        if heard == READY:
            worker.ready = True
            return None
        worker.task = None
        return heard if isinstance(heard, Trial) else None

    def _replace(self, worker: _Worker) -> Trial | None:
        worker.process.join()
        worker.link.close()
        if not worker.ready:
            raise RuntimeError(f"A worker ended while it started ({_ending(worker.process)}); see {self._log}.")
        self._workers[self._workers.index(worker)] = self._hire()
        if worker.task is None:
            return None
        reason = f"its process ended: {_ending(worker.process)}"
        took = (now() - worker.began_at) / 1e6
        return Trial(worker.task.number, dict(worker.task.values), None, took, worker.began_at, reason)

    def _hire(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._ground, self._log), daemon=True)
        with _environment(SINGLE_THREAD), _interrupts_held():
            process.start()
        theirs.close()
        return _Worker(process, ours)


def _ending(process: SpawnProcess) -> str:
    code = process.exitcode or 0
    if code == -signal.SIGKILL:
        return "killed, as the system does when memory runs out"
    return signal.strsignal(-code) or f"signal {-code}" if code < 0 else f"exit code {code}"


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    former = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _interrupts_held() -> Iterator[None]:
    # A process inherits which signals are held back: a Ctrl-C never ends a worker, not even while it starts.
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
