"""Several programs kept running together: started, watched, restarted when they die, stopped cleanly."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx

State = Literal["starting", "running", "restarting", "stopped", "failed"]

STOP_PATIENCE_S = 12.0
"""How long a program may take to stop by itself before it is killed."""
MAX_QUICK_DEATHS = 5
"""A program that dies so often within a minute is left alone: something is wrong that a restart cannot mend."""


def free_port(preferred: int) -> int:
    """Return `preferred` if nobody listens there on loopback, else a port that the system chooses."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            # As servers do: a port whose last owner just left counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


@dataclass(frozen=True)
class Program:
    """What to run, and how to know that it is up."""

    name: str
    command: Sequence[str]
    url: str = ""
    """Shown to people."""
    ready_url: str = ""
    """Answers below 500 once the program is up; empty: up as soon as it runs."""
    environment: Mapping[str, str] = field(default_factory=dict)


class Process:
    """One program and its present life."""

    def __init__(self, program: Program, log: Path, folder: Path) -> None:
        self.program = program
        self.log = log
        self.state: State = "stopped"
        self.since = time.monotonic()
        self.restarts = 0
        self._folder = folder
        self._deaths: list[float] = []
        self._child: subprocess.Popen[bytes] | None = None
        self._next_start = 0.0

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start the program in a process group of its own, so that its children end with it."""
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                list(self.program.command),
                cwd=self._folder,
                env={**os.environ, **self.program.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._become("starting")

    def watch(self, client: httpx.Client) -> None:
        """Look once: notice that it is up, that it died, or that it is time to start it again."""
        if self.state in ("starting", "running"):
            if self._child is not None and self._child.poll() is not None:
                self._died()
            elif self.state == "starting" and self._answers(client):
                self._become("running")
        elif self.state == "restarting" and time.monotonic() >= self._next_start:
            self.restarts += 1
            self.start()

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)
        self._become("stopped")

    def wait_stopped(self, deadline: float) -> None:
        """Wait until the program has ended, and kill its group at `deadline` (monotonic seconds)."""
        if self._child is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(max(0.0, deadline - time.monotonic()))
        # Even a program that ended well may leave children behind; the group is ours alone.
        self._signal(signal.SIGKILL)
        self._child.wait()

    def last_line(self) -> str:
        """Return the last line of its log that is not blank."""
        try:
            lines = self.log.read_bytes()[-4096:].decode(errors="replace").strip().splitlines()
        except FileNotFoundError:
            return ""
        return lines[-1].strip() if lines else ""

    def _become(self, state: State) -> None:
        self.state = state
        self.since = time.monotonic()

    def _died(self) -> None:
        self._signal(signal.SIGKILL)
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if now - death < 60] + [now]
        if len(self._deaths) >= MAX_QUICK_DEATHS:
            self._become("failed")
            return
        self._next_start = now + min(8.0, 0.5 * 2 ** (len(self._deaths) - 1))
        self._become("restarting")

    def _answers(self, client: httpx.Client) -> bool:
        if not self.program.ready_url:
            return True
        try:
            return client.get(self.program.ready_url).status_code < 500
        except httpx.HTTPError:
            return False

    def _signal(self, number: signal.Signals) -> None:
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)


class Supervisor:
    """Keeps programs running until it is told to stop. Use it as a context manager: leaving stops them all."""

    def __init__(self, programs: Sequence[Program], *, folder: Path, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.processes = [Process(program, logs / f"{program.name}.log", folder) for program in programs]
        self._client = httpx.Client(timeout=2.0, trust_env=False)

    def __enter__(self) -> Supervisor:
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def watch(self) -> None:
        """Look at every program once."""
        for process in self.processes:
            process.watch(self._client)

    @property
    def all_running(self) -> bool:
        return all(process.state == "running" for process in self.processes)

    @property
    def failed(self) -> list[Process]:
        return [process for process in self.processes if process.state == "failed"]

    def wait_running(self, timeout_s: float) -> bool:
        """Watch until every program runs; False when one failed or the time ran out."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and not self.failed:
            self.watch()
            if self.all_running:
                return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Ask all to stop at once, wait for them together, kill what does not."""
        for process in self.processes:
            process.ask_to_stop()
        deadline = time.monotonic() + STOP_PATIENCE_S
        for process in self.processes:
            process.wait_stopped(deadline)
        self._client.close()
