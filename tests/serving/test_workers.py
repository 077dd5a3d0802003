"""`vigie serve --workers 2`: one address, two processes, all answers in one ledger, and a dead one is replaced."""

from __future__ import annotations

import os
import re
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from vigie.core.errors import ProjectError
from vigie.core.types import VERDICTS
from vigie.serving.champion import Tally
from vigie.serving.metrics import Counts
from vigie.serving.peers import Peers
from vigie.serving.workers import Share, listen

pytestmark = pytest.mark.service

CONNECTIONS = 16


def children(pid: int) -> list[int]:
    """Return the workers of a service: its children that answer, without the helper of `multiprocessing`."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def answered(url: str) -> int:
    """Return how many predictions the service says that it has answered."""
    text = httpx.get(f"{url}/metrics").text
    return int(sum(float(one) for one in re.findall(r"^vigie_predictions_total\{.*\} (.+)$", text, re.MULTILINE)))


def test_two_workers_answer_swap_count_and_replace_one_that_dies(
    world: Any, run_server: Any, load: Any, until: Any
) -> None:
    world.publish("2", (0.9, 0.1))
    world.store.set_champion("1")
    with run_server(world.root, "--workers", "2") as running:
        until(lambda: sum("answers at" in line for line in running.log) == 2)
        first, second = children(running.process.pid)
        with load(running.url, CONNECTIONS) as asking:
            until(lambda: asking.statuses[200] > 200)
            world.store.set_champion("2")
            until(lambda: asking.latest == "2")
            until(lambda: sum("takes over" in line for line in running.log) == 2)
            late = asking.seen["1", "other"]
            until(lambda: asking.seen["2", "negative"] > 500)
            assert asking.seen["1", "other"] - late <= CONNECTIONS  # those under way
        assert (asking.broken, set(asking.statuses)) == (0, {200})
        until(lambda: answered(running.url) == asking.statuses[200])
        assert answered(running.url) == asking.statuses[200]  # whichever of them is asked

        os.kill(first, signal.SIGKILL)
        until(
            lambda: len(children(running.process.pid)) == 2 and sum("answers at" in line for line in running.log) == 3
        )
        assert second in children(running.process.pid)
        for _ in range(20):
            assert httpx.get(f"{running.url}/ready").status_code == 200
            assert answered(running.url) == asking.statuses[200]
        assert running.stop() == 0
    assert world.ledger().count_predictions() == asking.statuses[200]


def test_workers_end_when_whoever_looks_after_them_is_killed(world: Any, run_server: Any, until: Any) -> None:
    with run_server(world.root, "--workers", "2") as running:
        until(lambda: sum("answers at" in line for line in running.log) == 2)
        workers = children(running.process.pid)
        running.process.kill()
        until(lambda: not any(map(is_running, workers)))


def test_listen_does_not_share_a_port_that_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ProjectError, match="it is taken"):
            listen("127.0.0.1", other.getsockname()[1], 2)


def test_listen_gives_every_worker_a_listener_at_one_port() -> None:
    listeners = listen("127.0.0.1", 0, 3)
    assert len({one.getsockname() for one in listeners}) == 1
    with pytest.raises(ProjectError, match="it is taken"):
        listen("127.0.0.1", listeners[0].getsockname()[1], 2)
    for one in listeners:
        one.close()


def answered_by(port: int, listeners: list[socket.socket]) -> list[int]:
    """Return at which listeners 20 new connections wait."""
    callers = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(20)]
    found = []
    for number, listener in enumerate(listeners):
        listener.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                listener.accept()[0].close()
                found.append(number)
    for caller in callers:
        caller.close()
    assert len(found) == len(callers)
    return found


def test_share_of_a_worker_that_does_not_answer_goes_to_the_others_until_it_does() -> None:
    one, two = listen("127.0.0.1", 0, 2)
    port = one.getsockname()[1]
    share = Share(one, "Worker 1 of 2")
    share.look(0.0, answers=False, elsewhere=True)
    share.look(4.0, answers=False, elsewhere=True)
    share.look(9.0, answers=False, elsewhere=False)
    assert set(answered_by(port, [one, two])) == {0, 1}  # they wait, since that is the best there is
    share.look(9.1, answers=False, elsewhere=True)
    assert answered_by(port, [two]) == [0] * 20
    one.listen()  # as its worker does when it answers
    share.look(9.2, answers=True, elsewhere=True)
    assert set(answered_by(port, [one, two])) == {0, 1}
    one.close()
    two.close()


def test_peers_add_up_and_a_successor_goes_on_from_what_was_written(tmp_path: Any) -> None:
    counts = Counts()
    counts.refused["not_found"] = 2
    counts.verdicts[VERDICTS[0]] = 1
    counts.tallies.append(Tally("1", ("a", "b"), [3, 4]))
    counts.observe(0.002)
    one, two = Peers(tmp_path, 1), Peers(tmp_path, 2)
    one.write(counts, pending=5)
    total, waiting = two.total(counts, pending=1)
    assert (total.refused["not_found"], total.verdicts[VERDICTS[0]], waiting) == (4, 2, 6)
    assert [tally.answers for tally in total.tallies] == [[3, 4], [3, 4]]
    assert sum(total.requests_by_time) == 2
    assert total.seconds == pytest.approx(0.004)
    assert one.resume().refused["not_found"] == 2
    assert Peers(tmp_path, 3).resume().seconds == 0
