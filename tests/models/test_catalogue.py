"""Recipes are found by name, or in the project's own file; mistakes name what was meant."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from sklearn.base import BaseEstimator

from vigie.core.errors import FitError, RecipeNotFoundError, RecipeParameterError
from vigie.core.schema import Schema
from vigie.models.catalogue import RECIPES, build, find_recipe

OWN = '''
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier
from sklearn.pipeline import Pipeline

class Mine(BaseEstimator):
    pass

def mine(schema, *, seed=0, depth=3):
    """Try something."""
    return Mine()

def any_params(schema, seed=0, **params):
    return params

def picky(schema, *, seed=0, depth=3):
    raise ValueError("depth must be odd")

def _hidden(schema, *, seed=0):
    return None
'''


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_find_recipe_by_name_tells_what_it_tries(name: str, tmp_path: Path) -> None:
    recipe = find_recipe(name, tmp_path)
    assert recipe.name == name
    assert len(recipe.description) > 100
    assert "seed" not in recipe.params


@pytest.mark.parametrize("name", ["tfidf-logrec", "nothing.at:all", ""])
def test_find_recipe_of_no_such_name_lists_those_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeNotFoundError, match="tfidf-svc"):
        find_recipe(name, tmp_path)


def test_find_recipe_nearly_right_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RecipeNotFoundError, match="Did you mean 'tfidf-logreg'"):
        find_recipe("tfidf-logrec", tmp_path)


def test_find_recipe_of_the_project_is_read_from_its_file(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "recipes.py").write_text(OWN)
    recipe = find_recipe("recipes.py:mine", tmp_path)
    assert recipe.description == "Try something."
    assert recipe.params == {"depth": 3}
    estimator = build(recipe, schema, 0, {"depth": 5})
    copied = pickle.loads(pickle.dumps(estimator))  # noqa: S301 - bytes made here
    assert isinstance(copied, BaseEstimator)


def test_find_recipe_of_the_project_reads_a_changed_file_anew(tmp_path: Path) -> None:
    (tmp_path / "recipes.py").write_text(OWN)
    find_recipe("recipes.py:mine", tmp_path)
    (tmp_path / "recipes.py").write_text(OWN.replace("Try something.", "Try another thing altogether."))
    assert find_recipe("recipes.py:mine", tmp_path).description == "Try another thing altogether."


@pytest.mark.parametrize("name", ["recipes.py:mina", "recipes.py:_hidden", "recipes.py:DummyClassifier"])
def test_find_recipe_not_in_the_projects_file_names_its_functions(name: str, tmp_path: Path) -> None:
    (tmp_path / "recipes.py").write_text(OWN)
    with pytest.raises(RecipeNotFoundError, match=r"recipes.py:any_params, recipes.py:mine, recipes.py:picky"):
        find_recipe(name, tmp_path)


def test_find_recipe_in_a_broken_file_tells_the_error(tmp_path: Path) -> None:
    (tmp_path / "recipes.py").write_text("import nothing_of_this_name")
    with pytest.raises(FitError, match=r"recipes.py cannot be imported"):
        find_recipe("recipes.py:mine", tmp_path)


def test_find_recipe_in_no_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(RecipeNotFoundError):
        find_recipe("recipes.py:mine", tmp_path)


def test_build_with_an_unknown_parameter_names_the_nearest(tmp_path: Path, schema: Schema) -> None:
    with pytest.raises(RecipeParameterError, match=r"no parameter 'char'. Did you mean 'chars'\? It takes: C, chars"):
        build(find_recipe("tfidf-logreg", tmp_path), schema, 0, {"char": (2, 3)})


def test_build_with_a_refused_value_tells_why(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "recipes.py").write_text(OWN)
    with pytest.raises(FitError, match="depth must be odd"):
        build(find_recipe("recipes.py:picky", tmp_path), schema, 0, {})


def test_build_of_a_recipe_with_open_parameters_passes_all(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "recipes.py").write_text(OWN)
    params: dict[str, Any] = {"whatever": 1}
    assert build(find_recipe("recipes.py:any_params", tmp_path), schema, 0, params) == params
