"""The pages about recipes say what the recipes say, and name only what there is."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from vigie.models.catalogue import RECIPES
from vigie.pipelines.ensembles import ENSEMBLES
from vigie.templates import templates
from vigie.templates.catalogue import template_files

DOCS = Path(__file__).parents[2] / "docs"
TEMPLATES = [template.name for template in templates()]


def test_recipes_page_is_as_the_docstrings_are() -> None:
    made = runpy.run_path(str(DOCS / "reference" / "make.py"))["page"]()
    written = (DOCS / "reference" / "recipes.md").read_text(encoding="utf-8")
    assert written == made, "write it anew: python docs/reference/make.py"


@pytest.mark.parametrize("name", [*RECIPES, *ENSEMBLES])
def test_recipes_page_has_a_place_for_every_recipe(name: str) -> None:
    assert f"### `{name}`\n" in (DOCS / "reference" / "recipes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted(DOCS.glob("how-to/*.md")), ids=lambda page: page.stem)
def test_how_to_names_only_recipes_that_exist(page: Path) -> None:
    assert named(page.read_text(encoding="utf-8")) <= {*RECIPES, *ENSEMBLES}


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_names_only_recipes_that_exist_commented_out_or_not(template: str) -> None:
    files = template_files(template)
    assert named(files["vigie.toml"]) <= {*RECIPES, *ENSEMBLES}
    own = set(re.findall(r"^def ([a-z]\w*)\(", files["recipes.py"], flags=re.MULTILINE))
    mentioned = set(re.findall(r'^recipe = "recipes\.py:(\w+)"', files["vigie.toml"], flags=re.MULTILINE))
    assert mentioned <= own


def named(text: str) -> set[str]:
    """Return the recipes that a page or a project file sets, own ones aside."""
    return set(re.findall(r'recipe = "([a-z0-9-]+)"', text))
