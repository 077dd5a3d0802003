"""The servers that are compared: what each needs, how it is started, and how it wants to be asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APPS = Path(__file__).with_name("apps")
ENVIRONMENTS = Path("build", "peers").absolute()

OTHERS = ("pandas", "onnxruntime", "tokenizers")
"""What the peers' own side of the three kinds needs beside scikit-learn."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Peer:
    """One server."""

    name: str
    start: Callable[[str, int, Path], list[str]]
    """From the environment's Python, a port and the folder that holds model.joblib to the command, run in there."""
    ready: str
    path: str = "/predict"
    body: Callable[[Row], Any] = dict
    package: str = ""
    """What is installed into an environment of its own; empty for one that runs in this one."""

    def python(self) -> str:
        """Return the Python that runs it; its environment is made the first time."""
        if not self.package:
            return sys.executable
        python = ENVIRONMENTS / self.name / "bin" / "python"
        if not python.exists():
            _make_environment(self, python)
        return str(python)


def _make_environment(peer: Peer, python: Path) -> None:
    from importlib.metadata import version

    # The pickled pipeline wants the very versions that wrote it.
    needed = [f"{name}=={version(name)}" for name in ("scikit-learn", "numpy", "scipy", "joblib")]
    subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", peer.package, *OTHERS, *needed], check=True)


def _app(name: str) -> Callable[[str, int, Path], list[str]]:
    return lambda python, port, _: [python, str(APPS / name), str(port)]


def _empty(python: str, port: int, _: Path) -> list[str]:
    columns = ["columns"] if os.environ["BENCH_KIND"] == "columns" else []
    return [python, str(APPS.parents[1] / "empty_endpoint.py"), str(port), *columns]


def _vigie(python: str, port: int, _: Path) -> list[str]:
    return [python, "-m", "vigie.cli.main", "serve", "--port", str(port)]


def _bentoml(python: str, port: int, _: Path) -> list[str]:
    where = ["--working-dir", str(APPS), "--host", "127.0.0.1", "--port", str(port)]
    return [python, "-m", "bentoml", "serve", "bentoml_app:Classifier", *where]


def _mlflow(python: str, port: int, _: Path) -> list[str]:
    place = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--env-manager", "local"]
    path = f"PATH={Path(python).parent}{os.pathsep}{os.environ['PATH']}"  # it starts uvicorn by its name
    return ["env", path, python, "-m", "mlflow", "models", "serve", "-m", "mlmodel", *place]


def _mlserver(python: str, port: int, place: Path) -> list[str]:
    """Write the two files that MLServer reads, then start it."""
    folder = place / "mlserver"
    folder.mkdir(exist_ok=True)
    ports = {"http_port": port, "grpc_port": port + 1, "metrics_port": port + 2}
    settings = {"host": "127.0.0.1", "parallel_workers": 0, "debug": False, **ports}
    model = {
        "name": "model",
        "implementation": "mlserver_app.Classifier",
        "max_batch_size": 32,
        "max_batch_time": 0.002,
    }
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "model-settings.json").write_text(json.dumps(model), encoding="utf-8")
    return [str(Path(python).with_name("mlserver")), "start", str(folder)]


def _tensors(row: Row) -> Any:
    """Return the row as the Open Inference Protocol wants it: a tensor for each column."""
    inputs = [
        {"name": name, "shape": [1], "datatype": "BYTES" if isinstance(value, str) else "FP64", "data": [value]}
        | ({"parameters": {"content_type": "str"}} if isinstance(value, str) else {})
        for name, value in row.items()
    ]
    return {"inputs": inputs}


def _records(row: Row) -> Any:
    return {"inputs": [row["text"]]} if "text" in row else {"dataframe_records": [dict(row)]}


PEERS = (
    Peer("bare ASGI", _app("asgi_app.py"), "/"),
    Peer("empty FastAPI endpoint", _empty, "/docs"),
    Peer("vigie", _vigie, "/ready"),
    Peer("FastAPI + scikit-learn", _app("fastapi_app.py"), "/docs"),
    Peer("MLServer", _mlserver, "/v2/health/ready", "/v2/models/model/infer", _tensors, "mlserver"),
    Peer("LitServe", _app("litserve_app.py"), "/health", package="litserve"),
    Peer("BentoML", _bentoml, "/readyz", body=lambda row: {"row": dict(row)}, package="bentoml"),
    Peer("MLflow models serve", _mlflow, "/ping", "/invocations", _records),
)
