"""Everything for real: a model fitted on invented tweets, the service, the page, and a browser in front of it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from vigie.core.project import Project, load_project
from vigie.data.frames import to_features
from vigie.models.catalogue import build, find_recipe
from vigie.monitoring.drift.reference import make_reference, sketch_columns
from vigie.packaging.package import prepare, save
from vigie.samples import write_airline_tweets
from vigie.servable.folder import DRIFT
from vigie.servable.manifest import Facts, Provenance
from vigie.servable.store import Store
from vigie.ui.launch import command as page_command

_START_S = 30.0
_WITHOUT = "This test needs Chromium: apt-get install chromium"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_PROJECT = """
name = "tweets"
title = { en = "Negative tweets", fr = "Tweets négatifs" }
[data]
source = "sample.csv.gz"
sample = true
[target]
column = "airline_sentiment"
classes = { negative = ["negative"], other = ["neutral", "positive"] }
[target.titles]
negative = { en = "Negative", fr = "Négatif" }
other = { en = "Not negative", fr = "Pas négatif" }
[features.text]
type = "text"
title = { en = "Tweet", fr = "Tweet" }
example = "three hours late and nobody tells us anything"
"""


@dataclass(slots=True)
class Running:
    """A program that answers at an address, and may be stopped and started again there."""

    command: list[str]
    url: str
    ready: str
    """What answers once it can be used."""
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("a") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output)
        end = time.monotonic() + _START_S
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if httpx.get(self.url + self.ready, timeout=1).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        self.stop()
        pytest.fail(f"It did not start: {self.log.read_text()[-2000:]}", pytrace=False)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(_START_S)
            self.process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose champion was fitted on some hundred invented tweets."""
    root = tmp_path_factory.mktemp("browser")
    (root / "vigie.toml").write_text(_PROJECT, encoding="utf-8")
    project = load_project(root)
    X, y = _sample(project)
    estimator = build(find_recipe("tfidf-logreg", root), project.schema, 0, {})
    estimator.fit(X, y)
    facts = Facts(name="baseline", recipe="tfidf-logreg", project=project.name, provenance=Provenance(run_id="r1"))
    prepared = prepare(estimator, project.schema, X)
    columns = sketch_columns(project.schema, {"text": X["text"].to_numpy()})
    reference = make_reference(columns, project.schema.labels, prepared.answers, {"text": 0.5})
    save(project.state / "candidate", prepared, project.schema, X, facts, {DRIFT: reference.to_bytes()})
    store = Store(project.store_folder)
    store.publish(project.state / "candidate", "1")
    store.set_champion("1")
    return project


def _sample(project: Project) -> tuple[Any, Any]:
    path = project.root / "sample.csv.gz"
    write_airline_tweets(path, 400, 0)
    frame = pl.read_csv(path, infer_schema=False)
    label = pl.when(pl.col("airline_sentiment") == "negative").then(pl.lit("negative")).otherwise(pl.lit("other"))
    return to_features(frame.with_columns(_label=label), project.schema)


@pytest.fixture(scope="session")
def service(project: Project) -> Iterator[Running]:
    port = _free_port()
    command = [sys.executable, "-m", "vigie.cli.main", "serve", "-p", str(project.root), "--port", str(port)]
    running = Running(command, f"http://127.0.0.1:{port}", "/ready", project.root / "service.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def page_url(project: Project, service: Running) -> Iterator[str]:
    port = _free_port()
    command = page_command(port, service.url, "http://127.0.0.1:9")
    running = Running(command, f"http://127.0.0.1:{port}", "/_stcore/health", project.root / "page.log")
    running.start()
    yield running.url
    running.stop()


# Playwright keeps an event loop running in this thread for as long as it is open: only for the tests that need it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail(_WITHOUT, pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield started
        started.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A new window with nothing remembered."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="en-GB", timezone_id="Europe/Paris")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
