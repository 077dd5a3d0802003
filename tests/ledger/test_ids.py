"""Identifiers: unique over threads and forks, in the order of time, and of the standard's form."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest

from vigie.ledger import new_prediction_id


def test_new_prediction_id_is_a_version_7_uuid_of_this_moment() -> None:
    before = time.time_ns() // 1_000_000
    made = new_prediction_id()
    parsed = UUID(made)
    assert (str(parsed), parsed.version, parsed.variant) == (made, 7, RFC_4122)
    assert before <= parsed.int >> 80 <= time.time_ns() // 1_000_000


def test_new_prediction_id_sorts_by_time() -> None:
    made = []
    for _ in range(2_000):
        made.append(new_prediction_id())
        end = time.time_ns() + 250  # one step of the id's clock
        while time.time_ns() < end:
            pass
    assert made == sorted(made)


def test_new_prediction_id_from_many_threads_is_never_given_twice() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: [new_prediction_id() for _ in range(2_000)], range(8)))
    assert len({one for share in made for one in share}) == 16_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_new_prediction_id_after_a_fork_is_not_the_parents() -> None:
    code = (
        "import os; from vigie.ledger import new_prediction_id as new\n"
        "new(); child = os.fork()\n"
        "if child: os.waitpid(child, 0)\n"
        "os.write(1, ''.join(new()[19:] + '\\n' for _ in range(100)).encode())"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert len(set(output.split())) == 200
