"""An estimator in two: the preparation, which trials share, and the model, which each trial fits.

The preparation is every step of a scikit-learn Pipeline but the last. What it gives depends on the rows, on its own
parameters and on code; the key of what is kept on disk is a digest of all three.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from pydantic import BaseModel
from sklearn.pipeline import Pipeline

import vigie

_DECIDING = (
    "numpy", "scipy", "scikit-learn", "pandas", "spacy", "vaderSentiment", "snowballstemmer", "simplemma", "gensim",
    "tokenizers", "transformers", "torch", "textblob",
)  # fmt: skip
"""Packages whose version may change what a preparation gives."""
_ROOMS = ("core", "text", "servable", "models")
"""Of Vigie's own code, what a preparation may run."""


class NoKeyError(TypeError):
    """A step holds something that has no name by which it would be known again."""


def divide(estimator: Any) -> tuple[Pipeline | None, Any]:
    """Return the preparation and the model; without steps before the model there is no preparation.

    Both are the estimator's own steps: fitting them fits the estimator.
    """
    if type(estimator) is not Pipeline or len(estimator.steps) < 2 or estimator.transform_input:
        return None, estimator
    return Pipeline(estimator.steps[:-1]), estimator.steps[-1][1]


def preparation_key(preparation: Pipeline, facts: Mapping[str, Any], root: Path) -> str | None:
    """Return the name of what `preparation` gives, or None when it cannot be known again.

    Parameters
    ----------
    facts
        What decides beside the steps: the rows, the code.
    root
        The project's folder: a parameter that is the path of a file or folder counts with that file's date and size.
    """
    try:
        steps = [[name, _told(step, root)] for name, step in preparation.steps]
    except NoKeyError:
        return None
    content = json.dumps([dict(facts), steps], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def code_digest(root: Path) -> str:
    """Return a digest of all code that a preparation may run: Vigie's, the project's own and the packages' versions."""
    digest = hashlib.sha256(vigie.__version__.encode())
    package = Path(vigie.__file__).parent
    files = [path for room in _ROOMS for path in (package / room).rglob("*.py")] + list(root.glob("*.py"))
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in _DECIDING:
        try:
            digest.update(f"{name} {metadata.version(name)}\0".encode())
        except metadata.PackageNotFoundError:
            continue
    return digest.hexdigest()[:16]


def _told(value: Any, root: Path) -> Any:
    """Return plain JSON that is the same for equal values, in any process."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return ["text", value, *_stamp(value, root)]
    return _told_structure(value, root)


def _told_structure(value: Any, root: Path) -> Any:
    if isinstance(value, tuple | list):
        return [type(value).__name__, *(_told(entry, root) for entry in value)]
    if isinstance(value, Mapping):
        return {"mapping": [[_told(name, root), _told(entry, root)] for name, entry in value.items()]}
    if isinstance(value, set | frozenset):
        return {"set": sorted(json.dumps(_told(entry, root)) for entry in value)}
    if isinstance(value, np.generic):
        return [type(value).__name__, repr(value.item())]
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        return [value.dtype.str, list(value.shape), hashlib.sha256(value.tobytes()).hexdigest()]
    if isinstance(value, BaseModel):
        return [_name_of(type(value)), value.model_dump_json()]
    if isinstance(value, Path):
        return _told(str(value), root)
    return _told_code(value, root)


def _told_code(value: Any, root: Path) -> Any:
    if isinstance(value, np.ufunc):
        return f"numpy.{value.__name__}"
    if inspect.isclass(value) or inspect.isroutine(value):
        return _name_of(value)
    if hasattr(value, "get_params"):
        params = value.get_params(deep=False)
        return [_name_of(type(value)), [[name, _told(params[name], root)] for name in sorted(params)]]
    raise NoKeyError(f"a {type(value).__name__} has no name by which it would be known again")


def _name_of(code: Any) -> str:
    module, name = getattr(code, "__module__", None), getattr(code, "__qualname__", "<lambda>")
    # A lambda or a function within a function has no name of its own: two different ones may look alike.
    if not module or "<" in name or module not in sys.modules:
        raise NoKeyError(f"{name} has no name by which it would be known again")
    return f"{module}.{name}{_own_code(sys.modules[module])}"


def _own_code(module: ModuleType) -> str:
    # A file of the project's own, which may lie deeper than those of `code_digest`.
    if not module.__name__.startswith("vigie_project_") or not module.__file__:
        return ""
    return " " + hashlib.sha256(Path(module.__file__).read_bytes()).hexdigest()


def _stamp(text: str, root: Path) -> list[Any]:
    # A text may be a path, such as that of word vectors; then what lies there counts too.
    if not text or len(text) > 1_000 or "\0" in text or "\n" in text:
        return []
    path = root / text
    try:
        files = [path] if path.is_file() else sorted(path.glob("*")) if path.is_dir() and path != root else []
        return [[file.name, (found := file.stat()).st_size, found.st_mtime_ns] for file in files]
    except (OSError, ValueError):
        return []
