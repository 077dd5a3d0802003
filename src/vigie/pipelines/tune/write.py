"""The best parameters into vigie.toml: one line, everything else left as its author wrote it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vigie.core.errors import MissingPartError, ProjectFileError
from vigie.pipelines.tune.standing import params_value


def write_params(file: Path, candidate: str, params: Mapping[str, Any]) -> None:
    """Set `params` of a candidate in the project file; comments, order and spacing of the rest stay as they are.

    The new text replaces the file in one step, and only if it says the same as before but for these parameters.

    Raises
    ------
    ProjectFileError
        If the file has no such candidate, or is written in a way that cannot be changed so.
    MissingPartError
        If tomlkit is not installed.
    """
    try:
        import tomlkit  # used by this command alone
        from tomlkit.exceptions import TOMLKitError
    except ImportError as error:
        raise MissingPartError("tomlkit", "pip install 'vigie[train]'") from error
    former = file.read_bytes().decode()
    try:
        document = tomlkit.parse(former)
        table: Any = document["candidates"][candidate]
        _set(table, params, tomlkit.value(params_value(params)))
        text = tomlkit.dumps(document)
        _check(former, text, candidate, params)
    except (TOMLKitError, KeyError, ValueError) as error:
        raise ProjectFileError(str(file), [f"candidates -> {candidate}: its params cannot be set: {error}"]) from error
    fresh = file.with_name(f".{file.name}-{os.getpid()}")
    fresh.write_bytes(text.encode())
    fresh.chmod(file.stat().st_mode)
    fresh.replace(file)


def _set(table: Any, params: Mapping[str, Any], whole: Any) -> None:
    present: Any = table.get("params")
    in_lines = isinstance(present, Mapping) and not isinstance(present, type(whole))
    if in_lines:
        # A table of its own, or dotted keys: each has its line, and perhaps its comment.
        for name in [name for name in present if name not in params]:
            present.remove(name)
        for name, value in params.items():
            if present.get(name) != _plain(value):
                present[name] = _plain(value)
        return
    table["params"] = whole


def _check(former: str, text: str, candidate: str, params: Mapping[str, Any]) -> None:
    wanted = tomllib.loads(former)
    wanted["candidates"][candidate]["params"] = {name: _plain(value) for name, value in params.items()}
    if tomllib.loads(text) != wanted:
        raise ValueError("the file is written in a way that cannot be changed safely")


def _plain(value: Any) -> Any:
    # TOML has arrays where declarations have tuples.
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return {key: _plain(entry) for key, entry in value.items()} if isinstance(value, Mapping) else value
