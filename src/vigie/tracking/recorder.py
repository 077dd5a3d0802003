"""Records candidates in a process of its own, so that whoever trains waits neither for MLflow nor for pictures."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from vigie.core.errors import TrackingError
from vigie.tracking.record import RunRecord

_Result = TypeVar("_Result")


class Recorder:
    """Use it around a training, e.g. `with Recorder(uri, folder) as recorder: run = recorder.submit(record)`.

    Its process imports MLflow and matplotlib, and makes a fresh database, while the first candidate is being fitted.
    Records are written in the order they were submitted. Leaving the block waits for them; leaving it by an error or
    Ctrl-C drops those not begun. The process ends with this one, even if this one is killed.

    The process is spawned: a script of one's own must hold its code under `if __name__ == "__main__":`.
    """

    def __init__(self, tracking_uri: str, artifacts_folder: Path | None = None) -> None:
        self._tracking_uri = tracking_uri
        self._artifacts_folder = artifacts_folder
        self._begun: list[Future[str]] = []
        context = multiprocessing.get_context("spawn")
        # When the held end closes, by us or because we ended, whoever listens at the other one ends too.
        self._listened, self._held = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_start, initargs=(self._listened,))

    def __enter__(self) -> Self:
        self._call(_warm_up, self._tracking_uri)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        under_way = [run for run in self._begun if not (kind is not None and run.cancel()) and not run.done()]
        wait(under_way)
        # What was asked for is recorded. Taking a process with MLflow in it apart would cost a second for nothing.
        self._held.close()
        self._pool.shutdown(wait=True)
        self._listened.close()

    def submit(self, record: RunRecord) -> Future[str]:
        """Begin to record a candidate; the result is the run's id.

        The future raises `TrackingError` with the reason when MLflow refused or the process died. What the record
        points to on disk must stay there until the future is done.
        """
        from vigie.tracking.runs import record_run

        return self._ask(record_run, record, self._tracking_uri, self._artifacts_folder)

    def _ask(self, function: Callable[..., str], *args: Any) -> Future[str]:
        answer: Future[str] = Future()
        try:
            inner = self._call(function, *args)
        except BrokenProcessPool as error:
            answer.set_exception(_died(error))
            return answer
        self._begun.append(inner)
        inner.add_done_callback(lambda done: _pass_on(done, answer))
        return answer

    def _call(self, function: Callable[..., _Result], *args: Any) -> Future[_Result]:
        with _interrupts_held():
            return self._pool.submit(function, *args)


def _pass_on(done: Future[str], answer: Future[str]) -> None:
    if done.cancelled():
        answer.cancel()
        return
    error = done.exception()
    if isinstance(error, BrokenProcessPool):
        answer.set_exception(_died(error))
    elif error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(done.result())


def _died(cause: BaseException) -> TrackingError:
    error = TrackingError(
        "The process that records in MLflow ended before it was done.",
        remedy="If memory ran out, close other programs; then train again.",
    )
    error.__cause__ = cause
    return error


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    # A process inherits which signals are held back: so a Ctrl-C never reaches the recorder, not even while it starts,
    # and it is this process that decides what becomes of the records.
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _start(listened: Connection) -> None:
    """Make this process quiet, and bound to the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # the screen belongs to the training; errors travel back as exceptions
        os.dup2(nowhere, stream)
    os.close(nowhere)
    threading.Thread(target=_end_with, args=(listened,), daemon=True).start()


def _end_with(listened: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        listened.recv()
    os._exit(1)


def _warm_up(tracking_uri: str) -> None:
    """Do what the first record would otherwise wait for. If it fails, that record will fail too, and say why."""
    from vigie.tracking.connection import connect
    from vigie.tracking.rehearsal import rehearse

    rehearse()
    connect(tracking_uri)
