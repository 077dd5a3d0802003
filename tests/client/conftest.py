"""A real service on a free port of the loopback, in a thread of this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import uvicorn

from vigie.core.project import load_project
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.store import Store
from vigie.serving.app import create_app
from vigie.serving.options import service_options
from vigie.settings import Settings

TOML = """
name = "tiny"
title = { en = "Tiny tweets", fr = "Petits tweets" }
data = { source = "tweets.csv", sample = true }
target = { column = "mood", classes = ["negative", "other"] }

[features.text]
type = "text"
title = { en = "Tweet", fr = "Tweet" }

[features.length]
type = "integer"
required = false
min = 0
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose champion answers 0.25 and 0.75."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "vigie.toml").write_text(TOML, encoding="utf-8")
    project = load_project(folder)
    facts = Facts(name="prior", recipe="dummy", project="tiny")
    save_servable(folder / "candidate", PriorRuntime(np.array([0.25, 0.75])), project.schema, [{"text": "a"}], facts)
    store = Store(project.store_folder)
    store.publish(folder / "candidate", "1")
    store.set_champion("1")
    return folder


@pytest.fixture(scope="module")
def url(root: Path) -> Iterator[str]:
    """Address of the project's service."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = create_app(service_options(load_project(root), Settings()))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()
