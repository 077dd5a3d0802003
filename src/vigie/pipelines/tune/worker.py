"""A process that runs trials one after the other, quietly, on one thread, until the search ends."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from multiprocessing.connection import Connection, wait
from pathlib import Path

SINGLE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""What a worker must find in its environment before NumPy is loaded: the cores are shared out by trials."""

READY = "ready"


def work(link: Connection, ground: object, log: Path) -> None:
    """Answer each task that comes over `link` with its trial.

    Parameters
    ----------
    ground
        An `evaluator.Ground`.
    log
        Where whatever recipes print and warn of goes: the screen belongs to the search.
    """
    _settle(log)
    from vigie.pipelines.tune.evaluator import Evaluator, Ground  # here: it loads scikit-learn, under the settled ways

    assert isinstance(ground, Ground)  # noqa: S101 - tells the type checker
    evaluator = Evaluator(ground)
    with contextlib.suppress(EOFError, BrokenPipeError):
        link.send(READY)
        while True:
            link.send(evaluator.run(link.recv()))


def _settle(log: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the search that decides what becomes of its trials
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.close(descriptor)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    warnings.simplefilter("once")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
