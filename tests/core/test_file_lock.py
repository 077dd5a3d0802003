"""A lock between processes: those that write into one SQLite file take turns by it, and never wait for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from vigie.core.file_lock import FileLock, locked

HOLD = """
import sys, time
from pathlib import Path
from vigie.core.file_lock import FileLock
FileLock(Path(sys.argv[1])).take(time.monotonic() + 20)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db-turn"


def test_turn_is_waited_for_and_had_when_it_is_given(path: Path) -> None:
    one, two, order = FileLock(path), FileLock(path), []
    one.take(time.monotonic() + 20)

    def wait() -> None:
        two.take(time.monotonic() + 20)
        order.append("two")

    waiting = threading.Thread(target=wait)
    waiting.start()
    order.append("one")
    one.give()
    waiting.join()
    assert order == ["one", "two"]
    one.close()
    two.close()


def test_turn_that_is_not_given_in_time_is_not_insisted_on(path: Path) -> None:
    one, two = FileLock(path), FileLock(path)
    one.take(time.monotonic() + 20)
    assert not two.take(time.monotonic())
    two.give()  # not its own: the other one has it still
    assert not two.take(time.monotonic())
    one.close()
    two.close()


def test_turn_of_a_killed_process_is_free(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == b"held\n"
        one.kill()
    two = FileLock(path)
    before = time.monotonic()
    assert two.take(before + 60)
    assert time.monotonic() < before + 50
    two.close()


def test_lock_says_whether_it_is_held(path: Path) -> None:
    with locked(path) as ours:
        assert ours
        with locked(path, wait=False) as theirs:
            assert not theirs
    with locked(path, wait=False) as free:
        assert free


def test_lock_where_no_file_can_be_made_says_so(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "nowhere" / "lock")
    with pytest.raises(FileNotFoundError):
        lock.take(time.monotonic() + 20)
    lock.give()
    lock.close()
