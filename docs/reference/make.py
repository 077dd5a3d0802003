"""Write docs/reference/recipes.md from the recipes' own docstrings: `python docs/reference/make.py`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vigie.models.catalogue import RECIPES, find_recipe
from vigie.pipelines.ensembles import ENSEMBLES

PAGE = Path(__file__).with_name("recipes.md")
FAMILIES: dict[str, tuple[str, ...]] = {
    "For anything": ("dummy",),
    "Texts: lexicons": ("lexicon-vader", "lexicon-textblob"),
    "Texts: counting words and letters": (
        "tfidf-logreg", "counts-logreg", "hashing-logreg", "nb-logreg", "naive-bayes", "tfidf-svc", "tfidf-kernel-svc",
        "tfidf-mlp",
    ),
    "Texts: word vectors": ("word2vec-logreg", "fasttext-logreg", "vectors-logreg"),
    "Texts: networks": ("bilstm", "cnn", "attention"),
    "Texts: transformers": ("encoder-logreg", "fine-tuned"),
    "Tables": (
        "gradient-boosting", "ordinal-boosting", "rules-boosting", "random-forest", "columns-logreg", "columns-mlp",
    ),
}  # fmt: skip
NEEDS = {
    "Texts: word vectors": 'These need `pip install "vigie[deep]"` to be trained; what is served needs NumPy alone.',
    "Texts: networks": 'These need `pip install "vigie[deep]"` to be trained and `"vigie[onnx]"` to be served.',
    "Texts: transformers": 'These need `pip install "vigie[deep]"` to be trained and `"vigie[subwords]"` to be served.',
}
HEAD = """# The recipes

*Written by `python docs/reference/make.py` from the docstrings; a test fails when they part.*

A recipe is named by a candidate in `vigie.toml`, and its parameters are set there:

```toml
[candidates.bold]
recipe = "tfidf-logreg"
params = { C = 20.0, preparation = "stem" }
```

A list such as `[1, 2]` stands for a pair; `[]` or `"none"` for nothing where the default below is `none`. Which family
suits which question: [compare families](../how-to/compare-families.md). A function of your own in the project's
`recipes.py` is named `"recipes.py:my_recipe"`.
"""


def page() -> str:
    """Return the whole page.

    Raises
    ------
    ValueError
        If a recipe of the catalogue is in no family.
    """
    listed = {name for names in FAMILIES.values() for name in names}
    if unlisted := sorted(set(RECIPES) - listed):
        raise ValueError(f"put into a family of docs/reference/make.py: {', '.join(unlisted)}")
    parts = [HEAD]
    for family, names in FAMILIES.items():
        parts.append(f"## {family}\n")
        parts += [f"{NEEDS[family]}\n"] if family in NEEDS else []
        parts += [recipe(name, find_recipe(name, Path()).function) for name in names]
    parts.append('## Of finished candidates\n\n`of` names them: `params = { of = ["baseline", "svc"] }`.\n')
    parts += [recipe(name, function) for name, function in sorted(ENSEMBLES.items())]
    return "\n".join(parts)


def recipe(name: str, function: Any) -> str:
    """Return one recipe's heading, what it tries, and its parameters."""
    text, _, rest = (inspect.getdoc(function) or "").partition("\nParameters\n----------\n")
    described = dict(parameters(re.split(r"\n\n\w[\w ]*\n-{3,}\n", rest)[0]))
    lines = [f"### `{name}`\n", plain(text.strip()), ""]
    taken = {
        key: parameter.default
        for key, parameter in inspect.signature(function).parameters.items()
        if key not in ("schema", "seed", "root")
    }
    if taken:
        lines += ["| parameter | default | |", "| --- | --- | --- |"]
        lines += [f"| `{key}` | `{written(default)}` | {described.get(key, '')} |" for key, default in taken.items()]
        lines.append("")
    return "\n".join(lines)


def parameters(section: str) -> Iterator[tuple[str, str]]:
    """Yield each parameter with its text; several may share one."""
    for names, text in re.findall(r"^(\w[^\n]*)\n((?:    [^\n]*\n?|\n)+)", section + "\n", flags=re.MULTILINE):
        said = plain(" ".join(text.split())).replace("|", "\\|")
        for name in names.split(","):
            yield name.strip(), said


def plain(text: str) -> str:
    """Return a docstring's text as Markdown has it."""
    return text.replace("``", "`")


def written(default: Any) -> str:
    """Return a default as it is written in vigie.toml, or 'none'."""
    if default is None:
        return "none"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple | list):
        return f"[{', '.join(map(written, default))}]"
    return f'"{default}"' if isinstance(default, str) else str(default)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
