"""A real S3 server on the loopback, that a test may take away and bring back."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3  # type: ignore[import-untyped]  # moto brings it; it has no types
import pytest

SECRET = "verysecretverysecretverysecret"


class S3:
    """moto's server, in a process of its own. What it holds is lost with it, so it is paused and not stopped."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        program = str(Path(sys.executable).with_name("moto_server"))
        self._process = subprocess.Popen(
            [program, "-H", "127.0.0.1", "-p", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def client(self) -> object:
        return boto3.client(
            "s3", endpoint_url=self.url, region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key=SECRET
        )

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        pytest.fail("moto's server did not start")


@pytest.fixture(scope="session")
def server() -> Iterator[S3]:
    running = S3()
    yield running
    running.stop()


@pytest.fixture
def bucket(server: S3, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The address of a bucket that is new; how to reach it is in the environment."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    name = f"b{time.time_ns()}"
    server.client().create_bucket(Bucket=name)  # type: ignore[attr-defined]  # it is made at run time
    return f"s3://{name}/models"


@pytest.fixture
def take_away(monkeypatch: pytest.MonkeyPatch) -> object:
    """Make whoever asks from now on meet a port where nobody listens."""

    def away() -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    return away
