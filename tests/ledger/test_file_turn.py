"""Processes that write into one SQLite file take turns, and never wait for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from vigie.ledger.file_turn import FileTurn

HOLD = """
import sys, time
from pathlib import Path
from vigie.ledger.file_turn import FileTurn
FileTurn(Path(sys.argv[1])).take(time.monotonic() + 20)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db-turn"


def test_turn_is_waited_for_and_had_when_it_is_given(path: Path) -> None:
    one, two, order = FileTurn(path), FileTurn(path), []
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
    one, two = FileTurn(path), FileTurn(path)
    one.take(time.monotonic() + 20)
    two.take(time.monotonic())
    two.give()  # not its own: the other one has it still
    two.take(time.monotonic())
    one.close()
    two.close()


def test_turn_of_a_killed_process_is_free(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == b"held\n"
        one.kill()
    two = FileTurn(path)
    before = time.monotonic()
    two.take(before + 60)
    assert time.monotonic() < before + 50
    two.close()


def test_turn_where_no_file_can_be_made_is_free(tmp_path: Path) -> None:
    turn = FileTurn(tmp_path / "nowhere" / "turn")
    turn.take(time.monotonic() + 20)
    turn.give()
    turn.close()
