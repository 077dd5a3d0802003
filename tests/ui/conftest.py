"""Real services with tiny models whose weights are written by hand, so that every answer is known."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from vigie.client import Client
from vigie.core.errors import ServiceError
from vigie.core.project import Project, load_project
from vigie.ledger import open_ledger
from vigie.servable.folder import save_servable
from vigie.servable.linear_text import LinearTextRuntime, LinearTextSpec
from vigie.servable.manifest import Facts, Provenance
from vigie.servable.prior import PriorRuntime
from vigie.servable.runtime import Runtime
from vigie.servable.store import Store
from vigie.servable.terms import TermsSpec
from vigie.ui.launch import APP
from vigie.ui.voice import NO_BREAK_SPACE

_START_S = 20.0
_PATIENCE_S = 20

TEXT_PROJECT = """
name = "tweets"
title = { en = "Negative tweets", fr = "Tweets négatifs" }
[data]
source = "none.csv"
sample = true
[target]
column = "sentiment"
classes = ["negative", "neutral", "positive"]
title = { en = "Is it negative?", fr = "Est-il négatif ?" }
[target.titles]
negative = { en = "Negative", fr = "Négatif" }
neutral = { en = "Neutral", fr = "Neutre" }
positive = { en = "Positive", fr = "Positif" }
[features.text]
type = "text"
max_length = 500
title = { en = "Tweet", fr = "Tweet" }
example = "they lost my bag"
"""
_NOBODY_ASKED = "[verdicts]\nasked_share = 0.0\n"
"""Otherwise the ids, which are drawn, would decide what kind a verdict is."""

_LEADERBOARD = """
{"metric": "accuracy", "why": "Every error costs the same.", "candidates": [
  {"candidate": "baseline", "recipe": "by-hand", "version": "1", "metrics": {"accuracy": 0.81},
   "interval": [0.79, 0.83], "fit_seconds": 1.5, "ms_per_row": 0.02, "size_bytes": 2000000, "run_id": "r1"},
  {"candidate": "other", "recipe": "dummy", "metrics": {"accuracy": 0.6}, "run_id": "r2", "p_value": 0.001},
  {"candidate": "broken", "recipe": "dummy", "metrics": {}, "run_id": "r3"}
]}
"""

TABLE_PROJECT = """
name = "buildings"
title = { en = "Buildings", fr = "Bâtiments" }
language = "fr"
[data]
source = "none.csv"
[target]
column = "letter"
classes = ["A", "B", "C"]
ordered = true
[features.surface]
type = "number"
unit = "m²"
min = 0
max = 100_000
title = { en = "Floor area", fr = "Surface" }
example = 240.5
[features.year]
type = "integer"
required = false
min = 1800
max = 2100
example = 1985
[features.energy]
type = "category"
values = ["gas", "wood"]
[features.use]
type = "category"
required = false
[features.listed]
type = "boolean"
required = false
"""


def _text_runtime(project: Project) -> Runtime:
    """'lost' and 'late' are negative, 'great' is positive, and anything else is neutral."""
    spec = LinearTextSpec(
        feature="text",
        style="plain",
        blocks=(TermsSpec(name="words", analyzer="word", ngram_range=(1, 1), token_pattern=r"\w+"),),  # noqa: S106 - a token is a word here
        sublinear_tf=False,
        link="softmax",
        classes=(0, 1, 2),
    )
    rows = [[0, 0, 0, 0], [1, 3, 0, -1], [1, 3, 0, -1], [1, -2, 0, 4]]
    table = np.array(rows, dtype=np.float64)
    return LinearTextRuntime(project.schema, spec, [["lost", "late", "great"]], table, np.array([0.0, 0.5, 0.0]))


def _prior_runtime(_: Project) -> Runtime:
    return PriorRuntime(np.array([0.2, 0.7, 0.1]))


def _make_project(folder: Path, toml: str, make: Callable[[Project], Runtime]) -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vigie.toml").write_text(toml, encoding="utf-8")
    project = load_project(folder)
    facts = Facts(
        name="baseline",
        recipe="by-hand",
        project=project.name,
        provenance=Provenance(run_id="r1"),
        metrics={"accuracy": 0.81, "log_loss": 0.4},
    )
    save_servable(project.state / "candidate", make(project), project.schema, [project.schema.example()], facts)
    store = Store(project.store_folder)
    store.publish(project.state / "candidate", "1")
    store.set_champion("1")
    return project


@contextmanager
def _running(project: Project, ledger_url: str = "") -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "vigie.cli.main", "serve", "-p", str(project.root), "--port", str(port)]
    environment = os.environ | ({"VIGIE_LEDGER": ledger_url} if ledger_url else {})
    log = project.root / "service.log"
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output, env=environment) as process:
        try:
            _wait(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_S
    with Client(url, timeout=1) as client:
        while time.monotonic() < end and process.poll() is None:
            try:
                client.health()
            except ServiceError:
                time.sleep(0.05)
            else:
                return
    pytest.fail(f"The service did not start: {log.read_text()[-2000:]}", pytrace=False)


@pytest.fixture(autouse=True)
def _main_module_put_back() -> Iterator[None]:
    """AppTest leaves the page's script as this process's main module, and every process spawned later would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def text_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service that answers texts, shared by tests that leave no trace in what they look at."""
    with _running(_make_project(tmp_path_factory.mktemp("text"), TEXT_PROJECT, _text_runtime)) as url:
        yield url


@pytest.fixture(scope="session")
def table_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service that answers rows of a table."""
    with _running(_make_project(tmp_path_factory.mktemp("table"), TABLE_PROJECT, _prior_runtime)) as url:
        yield url


@pytest.fixture
def text_project(tmp_path: Path) -> Project:
    """A project of texts with a champion, for a service of one's own."""
    return _make_project(tmp_path / "own", TEXT_PROJECT + _NOBODY_ASKED, _text_runtime)


@pytest.fixture
def own_api(text_project: Project) -> Iterator[str]:
    """Address of a service with a ledger of its own."""
    with _running(text_project) as url:
        yield url


@pytest.fixture(scope="module")
def lookout_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a second published version beside its champion, and every answer's check asked for."""
    toml = TEXT_PROJECT + "[verdicts]\nasked_share = 1.0\nat_least = 5\n[impact]\nunit = 'EUR'\n"
    project = _make_project(tmp_path_factory.mktemp("lookout"), toml, _text_runtime)
    Store(project.store_folder).publish(project.state / "candidate", "2")
    return project


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Project], str]]:
    """Return a function that starts a project's service and returns its address."""
    with ExitStack() as stack:
        yield lambda project: stack.enter_context(_running(project))


@pytest.fixture(scope="session")
def review_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service whose queue of reviews each test empties and fills for itself."""
    with _running(_make_project(tmp_path_factory.mktemp("review"), TEXT_PROJECT, _text_runtime)) as url:
        yield url


@pytest.fixture
def postgres_api(
    text_project: Project, restartable_postgres: tuple[str, Callable[[], AbstractContextManager[None]]]
) -> Iterator[tuple[str, Callable[[], AbstractContextManager[None]]]]:
    """Address of a service whose ledger is a PostgreSQL server, and `with stopped():` that server is down."""
    ledger_url, stopped = restartable_postgres
    with _running(text_project, ledger_url) as url:
        yield url, stopped


@pytest.fixture
def compared_api(text_project: Project) -> Iterator[str]:
    """Address of a service whose candidates were compared, and whose champion was promoted and is on record."""
    with closing(open_ledger(text_project.ledger_url)) as ledger:
        ledger.record_deployment(
            action="promoted",
            version="1",
            previous=None,
            candidate="baseline",
            who="Ada",
            why="The first one",
            run_id="r1",
        )
    (text_project.store_folder / "leaderboard.json").write_text(_LEADERBOARD, encoding="utf-8")
    with _running(text_project) as url:
        yield url


@pytest.fixture(scope="session")
def empty_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service without a champion, and so without any prediction."""
    root = tmp_path_factory.mktemp("empty")
    (root / "vigie.toml").write_text(TEXT_PROJECT, encoding="utf-8")
    with _running(load_project(root)) as url:
        yield url


@pytest.fixture(autouse=True)
def _forget_what_was_read() -> Iterator[None]:
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Return a function that opens a page of the service at an address."""

    def opened(api: str, page: str = "predict", language: str = "") -> AppTest:
        monkeypatch.setenv("VIGIE_API", api)
        app = AppTest.from_file(str(APP), default_timeout=_PATIENCE_S)
        if language:
            app.query_params["lang"] = language
        app.run()
        if page != "predict":
            app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        return app

    return opened


@pytest.fixture
def shown() -> Callable[[AppTest], str]:
    """Return a function that says everything that is written on a page."""

    def said(app: AppTest) -> str:
        # French puts spaces that do not break before its signs; a test is read more easily with plain ones.
        protos = [getattr(element, "proto", None) for element in app.main]
        return "\n".join(str(getattr(proto, "body", "") or getattr(proto, "text", "")) for proto in protos).replace(
            NO_BREAK_SPACE, " "
        )

    return said
