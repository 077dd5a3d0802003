"""The lexicon's runtime: VADER's scores, a map to the classes, and the words that weigh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vigie.core.errors import MissingPartError, ServableCorruptError
from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.folder import load_servable, save_servable
from vigie.servable.lexicon import LexiconRuntime, LexiconSpec
from vigie.servable.lexicon_scores import _textblob as lexicon_scores_of_textblob
from vigie.servable.lexicon_scores import lexicon_scores
from vigie.servable.manifest import Facts


@pytest.fixture
def runtime(schema: Schema) -> LexiconRuntime:
    """Answers 'negative' by how low the compound score is."""
    spec = LexiconSpec(feature="text", style="none", link="sigmoid", classes=(1, 0))
    return LexiconRuntime(schema, spec, np.array([[0.0], [0.0], [0.0], [-2.0]]), np.array([0.5]))


def test_predict_proba_is_the_map_of_the_scores(runtime: LexiconRuntime) -> None:
    compound = lexicon_scores("vader", ["I hate this terrible airline"])[0, 3]
    expected = 1 / (1 + np.exp(2 * compound - 0.5))
    assert runtime.predict_proba([{"text": "I hate this terrible airline"}])[0, 0] == pytest.approx(expected, abs=1e-12)


def test_predict_proba_of_missing_empty_and_huge_texts_answers(runtime: LexiconRuntime) -> None:
    rows: list[Row] = [{"text": None}, {"text": ""}, {"text": "hate " * 200_000}]
    answers = runtime.predict_proba(rows)
    assert answers[0].tolist() == answers[1].tolist()
    assert answers[2, 0] > 0.9


def test_explain_names_the_words_that_turn_the_answer(runtime: LexiconRuntime) -> None:
    found = runtime.explain({"text": "The crew was great but the delay was horrible"}, 0)
    weights = {contribution.name: contribution.weight for contribution in found}
    assert weights["horrible"] > 0 > weights["great"]
    assert "crew" not in weights
    assert [c.name for c in runtime.explain({"text": "The delay was horrible"}, 0, top=1)] == ["horrible"]


def test_explain_of_a_mean_of_equals_names_its_words(schema: Schema) -> None:
    spec = LexiconSpec(feature="text", style="none", lexicon="textblob", link="sigmoid", classes=(1, 0))
    runtime = LexiconRuntime(schema, spec, np.array([[-2.0], [0.0]]), np.zeros(1))
    found = runtime.explain({"text": "an awful house, terrible"}, 0)
    assert [contribution.name for contribution in found] == ["awful", "terrible"]
    assert all(contribution.weight > 0 for contribution in found)


def test_textblob_scores_are_those_of_the_whole_library_without_importing_it() -> None:
    program = """
import sys
from vigie.servable.lexicon_scores import _textblob as lexicon_scores_of_textblob
from vigie.servable.lexicon_scores import lexicon_scores
texts = ["not a very great flight :(", "AWFUL! never again", "", "the happily, good crew; 15 😀"]
given = lexicon_scores("textblob", texts)
assert not {"textblob", "nltk", "sklearn"} & set(sys.modules), sorted(sys.modules)
from textblob import TextBlob
assert given.tolist() == [list(TextBlob(text).sentiment) for text in texts], given
assert {"nltk"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_textblob_that_is_missing_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    lexicon_scores_of_textblob.cache_clear()
    monkeypatch.setitem(sys.modules, "textblob", None)
    with pytest.raises(MissingPartError, match=r"vigie\[lexicons\]"):
        lexicon_scores("textblob", ["x"])


def test_saved_runtime_answers_the_same(tmp_path: Path, runtime: LexiconRuntime, schema: Schema, facts: Facts) -> None:
    rows = [{"text": "good"}, {"text": "bad :("}]
    save_servable(tmp_path / "s", runtime, schema, rows, facts)
    assert load_servable(tmp_path / "s").predict_proba(rows).tolist() == runtime.predict_proba(rows).tolist()


def test_load_with_weights_of_another_number_is_refused(
    tmp_path: Path, runtime: LexiconRuntime, schema: Schema, facts: Facts
) -> None:
    runtime.weights = runtime.weights[:3]
    save_servable(tmp_path / "s", runtime, schema, [], facts)
    with pytest.raises(ServableCorruptError, match="not of the scores' number"):
        load_servable(tmp_path / "s")
