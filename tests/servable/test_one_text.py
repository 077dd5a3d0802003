"""One text by itself against the same text among many."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from vigie.core.schema import Feature, Schema, Target
from vigie.servable.linear_text import LinearTextRuntime, LinearTextSpec
from vigie.servable.terms import TermsSpec

VOCABULARY = ["late", "very", "very late", "good", "!"]
TEXTS = ["very late", "very very late !", "good", "", "nothing known", "late " * 500, "VERY good !!! late"]


def make_runtime(*, labels: int, classes: tuple[int, ...], **how: bool) -> LinearTextRuntime:
    random = np.random.default_rng(3)
    target = Target(column="y", classes={name: (name,) for name in "abc"[:labels]})
    schema = Schema(features=(Feature(name="text", type="text"),), target=target)
    words = TermsSpec.model_validate(
        {"name": "words", "analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\w+|!"}
    )
    spec = LinearTextSpec(feature="text", style="plain", blocks=(words,), link="sigmoid", classes=classes, **how)
    scores = 1 if len(classes) == 2 else len(classes)
    table = np.vstack([np.zeros(1 + scores), random.normal(size=(len(VOCABULARY), 1 + scores)) * 5])
    return LinearTextRuntime(schema, spec, [VOCABULARY], table, random.normal(size=scores))


@pytest.mark.parametrize("how", [{"sublinear_tf": True}, {}, {"binary": True}], ids=str)
@pytest.mark.parametrize(("labels", "classes"), [(2, (0, 1)), (2, (1, 0)), (3, (2, 0)), (3, (0, 1, 2))])
def test_one_text_by_itself_gives_what_it_gives_among_many(
    labels: int, classes: tuple[int, ...], how: dict[str, bool]
) -> None:
    runtime = make_runtime(labels=labels, classes=classes, **how)
    rows = [{"text": text} for text in TEXTS]
    alone = np.concatenate([runtime.predict_proba([row]) for row in rows])
    assert_allclose(alone, runtime.predict_proba(rows), rtol=0, atol=1e-14)
    assert_allclose(alone.sum(axis=1), 1, rtol=0, atol=1e-15)
