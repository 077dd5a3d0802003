"""The supervisor, with real programs that die, hang and leave children behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from vigie.cli.supervisor import MAX_QUICK_DEATHS, Program, Supervisor, free_port

SERVER = (
    "import http.server, sys;"
    " http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')"
)
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
PARENT = (
    "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    " print(child.pid, flush=True); time.sleep(600)"
)


def server(port: int) -> Program:
    url = f"http://127.0.0.1:{port}"
    return Program("server", [sys.executable, "-c", SERVER, str(port)], url, url)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gave_up(supervisor: Supervisor) -> bool:
    supervisor.watch()
    return bool(supervisor.failed)


def wait_until(true: Callable[[], bool], patience_s: float = 20) -> None:
    deadline = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_supervisor_killed_program_is_restarted(tmp_path: Path) -> None:
    port = free_port(0)
    with Supervisor([server(port)], folder=tmp_path, logs=tmp_path / "logs") as supervisor:
        assert supervisor.wait_running(20)
        first = supervisor.processes[0].pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: not alive(first))
        supervisor.watch()
        assert supervisor.processes[0].state == "restarting"
        assert supervisor.wait_running(20)
        assert supervisor.processes[0].restarts == 1
        assert httpx.get(f"http://127.0.0.1:{port}", trust_env=False).status_code == 200


def test_supervisor_leaving_stops_children_of_programs_too(tmp_path: Path) -> None:
    program = Program("parent", [sys.executable, "-c", PARENT])
    with Supervisor([program], folder=tmp_path, logs=tmp_path / "logs") as supervisor:
        process = supervisor.processes[0]
        wait_until(lambda: process.last_line().isdigit())
        grandchild = int(process.last_line())
        assert alive(grandchild)
    wait_until(lambda: not alive(grandchild))


def test_supervisor_program_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    program = Program("stubborn", [sys.executable, "-c", STUBBORN])
    with Supervisor([program], folder=tmp_path, logs=tmp_path / "logs") as supervisor:
        process = supervisor.processes[0]
        wait_until(lambda: process.last_line() == "up")
        process.ask_to_stop()
        process.wait_stopped(time.monotonic() + 0.2)
        assert process.pid is not None
        assert not alive(process.pid)


def test_supervisor_program_that_keeps_dying_is_given_up_with_its_last_word(tmp_path: Path) -> None:
    program = Program("broken", [sys.executable, "-c", "raise SystemExit('no such model')"])
    with Supervisor([program], folder=tmp_path, logs=tmp_path / "logs") as supervisor:
        process = supervisor.processes[0]
        process._deaths = [time.monotonic()] * (MAX_QUICK_DEATHS - 1)
        wait_until(lambda: gave_up(supervisor))
        assert process.last_line() == "no such model"


def test_free_port_taken_one_gives_another(tmp_path: Path) -> None:
    port = free_port(0)
    with Supervisor([server(port)], folder=tmp_path, logs=tmp_path / "logs") as supervisor:
        assert supervisor.wait_running(20)
        assert free_port(port) != port
