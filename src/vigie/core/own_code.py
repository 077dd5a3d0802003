"""A project's own Python files, read under names of their own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PREFIX = "vigie_project_"
"""Before the file's name in the module's: recipes.py becomes vigie_project_recipes."""


def import_own(path: Path) -> ModuleType:
    """Run a project's file and return its module, which can be found under its name from then on.

    So classes defined in it can be copied and sent to other processes. Read anew each time: two projects have two
    files.

    Raises
    ------
    ImportError
        If it is no Python file. Whatever the file itself raises passes.
    """
    spec = importlib.util.spec_from_file_location(f"{PREFIX}{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
