"""What templates there are. Each is a folder of files beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from vigie.core.errors import TemplateNotFoundError


class Template(NamedTuple):
    """A project to begin with."""

    name: str
    summary: str


_TEMPLATES = (
    Template("airline-tweets", "Text: is a tweet to an airline negative? With an invented sample."),
    Template("tweets", "Text: is a tweet negative? Every family compared. With an invented sample."),
    Template("reviews-fr", "Text: is a French film review positive? Three given files. With an invented sample."),
    Template("energy-rating", "Table: the energy rating (DPE) of a non-residential building. With an invented sample."),
    Template("credit-risk", "Table: will a consumer loan be repaid? With an invented sample."),
    Template("blank", "Data of your own, text or table."),
)

# Stored under other names: a packaging tool may leave out what begins with a dot, or obey a .gitignore it finds, and
# Vigie's own test run would take a project's tests for its own.
_NAMES = {"gitignore": ".gitignore", "github": ".github", "behaviour_under_pytest.py": "test_behaviour.py"}


def templates() -> list[Template]:
    """Return the templates, as people are shown them.

    Examples
    --------
    >>> [template.name for template in templates()]
    ['airline-tweets', 'tweets', 'reviews-fr', 'energy-rating', 'credit-risk', 'blank']
    """
    return list(_TEMPLATES)


def template_files(name: str) -> dict[str, str]:
    """Return path in the project → text, for every file of a template.

    Raises
    ------
    TemplateNotFoundError
        If there is no such template; it names the nearest one.
    """
    known = [template.name for template in _TEMPLATES]
    if name not in known:
        raise TemplateNotFoundError(name, known)
    return dict(sorted(_texts(files(__package__) / name, "")))


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.name == "__pycache__":
            continue
        path = prefix + _NAMES.get(entry.name, entry.name)
        if entry.is_dir():
            yield from _texts(entry, f"{path}/")
        else:
            yield path, entry.read_text(encoding="utf-8")
