"""The recipes by name, and the project's own by file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from vigie.core.errors import FitError, RecipeNotFoundError, RecipeParameterError
from vigie.core.own_code import import_own
from vigie.core.schema import Schema

RECIPES: dict[str, str] = {
    "attention": "vigie.models.neural.recipes:attention",
    "bilstm": "vigie.models.neural.recipes:bilstm",
    "cnn": "vigie.models.neural.recipes:cnn",
    "columns-logreg": "vigie.models.weighted_columns:columns_logreg",
    "columns-mlp": "vigie.models.weighted_columns:columns_mlp",
    "counts-logreg": "vigie.models.counting.logistic:counts_logreg",
    "dummy": "vigie.models.dummy:dummy",
    "encoder-logreg": "vigie.models.transformer.recipes:encoder_logreg",
    "fasttext-logreg": "vigie.models.embeddings.recipes:fasttext_logreg",
    "fine-tuned": "vigie.models.transformer.recipes:fine_tuned",
    "gradient-boosting": "vigie.models.trees:gradient_boosting",
    "hashing-logreg": "vigie.models.counting.logistic:hashing_logreg",
    "lexicon-textblob": "vigie.models.lexicon:lexicon_textblob",
    "lexicon-vader": "vigie.models.lexicon:lexicon_vader",
    "naive-bayes": "vigie.models.counting.bayes:naive_bayes",
    "nb-logreg": "vigie.models.counting.bayes:nb_logreg",
    "ordinal-boosting": "vigie.models.trees:ordinal_boosting",
    "random-forest": "vigie.models.trees:random_forest",
    "rules-boosting": "vigie.models.trees:rules_boosting",
    "tfidf-kernel-svc": "vigie.models.counting.machines:tfidf_kernel_svc",
    "tfidf-logreg": "vigie.models.counting.logistic:tfidf_logreg",
    "tfidf-mlp": "vigie.models.counting.layers:tfidf_mlp",
    "tfidf-svc": "vigie.models.counting.machines:tfidf_svc",
    "vectors-logreg": "vigie.models.embeddings.recipes:vectors_logreg",
    "word2vec-logreg": "vigie.models.embeddings.recipes:word2vec_logreg",
}
"""Name → where its function is; imported when it is asked for."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A function that returns an estimator for a schema."""

    name: str
    function: Callable[..., Any]
    """Called as `function(schema, seed=…, **params)`, and with `root=…` if it takes that."""
    description: str
    """Its docstring: what it tries, and why."""
    root: Path = Path()
    """The project's folder: files that its parameters name are looked for there."""

    @property
    def params(self) -> dict[str, Any]:
        """The parameters it takes, with their defaults."""
        _schema, *taken = inspect.signature(self.function).parameters.values()
        return {p.name: p.default for p in taken if p.kind is not p.VAR_KEYWORD and p.name not in ("seed", "root")}


def find_recipe(name: str, root: Path) -> Recipe:
    """Return the recipe called `name`, or the project's own when it is written 'FILE.py:FUNCTION'.

    Parameters
    ----------
    root
        The project's folder, where its own files are looked for.

    Raises
    ------
    RecipeNotFoundError
        If there is none of this name.
    FitError
        If the project's file cannot be imported.
    """
    file, colon, function_name = name.partition(":")
    if colon and file.endswith(".py"):
        function = _own_function(name, root, file, function_name)
    elif name in RECIPES:
        module, _, function_name = RECIPES[name].partition(":")
        function = getattr(import_module(module), function_name)
    else:
        raise RecipeNotFoundError(name, sorted(RECIPES))
    return Recipe(name, function, inspect.getdoc(function) or "", root)


def build(recipe: Recipe, schema: Schema, seed: int, params: Mapping[str, Any]) -> Any:
    """Return the recipe's estimator, not yet fitted.

    Raises
    ------
    RecipeParameterError
        If the recipe takes no such parameter.
    FitError
        If it refuses the schema or a value.
    """
    takes_any = any(p.kind is p.VAR_KEYWORD for p in inspect.signature(recipe.function).parameters.values())
    unknown = [] if takes_any else [name for name in params if name not in recipe.params]
    if unknown:
        raise RecipeParameterError(recipe.name, unknown[0], sorted(recipe.params))
    where = {"root": recipe.root} if "root" in inspect.signature(recipe.function).parameters else {}
    try:
        return recipe.function(schema, seed=seed, **where, **params)
    except (TypeError, ValueError) as error:
        raise FitError(recipe.name, str(error)) from error


def _own_function(name: str, root: Path, file: str, function_name: str) -> Callable[..., Any]:
    path = (root / file).resolve()
    if not path.is_file():
        raise RecipeNotFoundError(name, sorted(RECIPES))
    module = _import_file(name, path)
    own = sorted(
        f"{file}:{key}"
        for key, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not key.startswith("_")
    )
    if f"{file}:{function_name}" not in own:
        raise RecipeNotFoundError(name, own)
    function: Callable[..., Any] = getattr(module, function_name)
    return function


def _import_file(name: str, path: Path) -> ModuleType:
    try:
        return import_own(path)
    except Exception as error:
        raise FitError(name, f"{path.name} cannot be imported ({type(error).__name__}: {error})") from error
