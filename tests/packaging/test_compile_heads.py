"""Heads give the numbers of the classifiers they were made from."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import TypeAdapter
from sklearn.calibration import CalibratedClassifierCV
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC, LinearSVC

from vigie.core.errors import NotServableError
from vigie.core.schema import Feature, Schema, Target
from vigie.packaging.heads import compile_head, is_head
from vigie.servable.heads import HeadSpec, LayersHead, load_head

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="letter", classes={letter: (letter,) for letter in "CABD"}),
)


# Any weights will do.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def make_rows(letters: str) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    draw = np.random.default_rng(3)
    y = draw.choice(list(letters), 150)
    return draw.normal(size=(150, 5)) + 0.8 * (y[:, None] == np.array(list("ABCAB"))), y


def calibrated(machine: Any) -> CalibratedClassifierCV:
    return CalibratedClassifierCV(machine, method="sigmoid", cv=3, ensemble=False)


MODELS = {
    "logistic": LogisticRegression(C=0.5),
    "without-intercept": LogisticRegression(fit_intercept=False),
    "one-against-the-rest": OneVsRestClassifier(LogisticRegression(solver="liblinear")),
    "linear-svc": calibrated(LinearSVC(C=0.1)),
    "svc": calibrated(SVC(C=2.0)),
    "svc-auto": calibrated(SVC(gamma="auto", class_weight="balanced")),
    **{
        f"layers-{name}": MLPClassifier((7, 4), activation=name, solver="lbfgs", max_iter=30, random_state=0)
        for name in ("relu", "tanh", "logistic", "identity")
    },
    "one-layer": MLPClassifier((6,), solver="lbfgs", max_iter=30, random_state=0),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("letters", ["AB", "CABD", "DBA"])
def test_compile_head_equals_the_classifier(name: str, letters: str) -> None:
    X, y = make_rows(letters)
    model = MODELS[name].fit(X[:100], y[:100])
    expected = np.zeros((len(X), 4))
    expected[:, [SCHEMA.labels.index(label) for label in model.classes_]] = model.predict_proba(X)
    assert is_head(model)
    spec, arrays = compile_head(model, SCHEMA).dump("last_")
    again = TypeAdapter[Any](HeadSpec).validate_python(json.loads(spec.model_dump_json()))
    head = load_head(again, arrays, "last_")
    assert head.n_inputs == 5
    np.testing.assert_allclose(head.probabilities(X), expected, rtol=0, atol=1e-12)
    single = np.concatenate([head.probabilities(X[[row]]) for row in range(30)])
    np.testing.assert_allclose(single, expected[:30], rtol=0, atol=1e-12)
    assert head.probabilities(X[:0]).shape == (0, 4)


def test_layers_head_split_goes_on_from_the_first_sums() -> None:
    X, y = make_rows("ABC")
    head = compile_head(MLPClassifier((6,), activation="tanh", solver="lbfgs", max_iter=300).fit(X, y), SCHEMA)
    assert isinstance(head, LayersHead)
    (weights, bias), rest = head.split()
    again = load_head(*rest.dump())
    np.testing.assert_allclose(again.probabilities(X @ weights + bias), head.probabilities(X), rtol=0, atol=1e-15)
    with pytest.raises(ValueError, match="once"):
        rest.split()


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (DummyClassifier(), "DummyClassifier over dense rows"),
        (CalibratedClassifierCV(LinearSVC(), cv=2), "ensemble=False"),
        (CalibratedClassifierCV(SVC(), method="isotonic", cv=2, ensemble=False), "method='sigmoid'"),
        (calibrated(SVC(kernel="poly")), "kernel='poly'"),
        (calibrated(SVC(decision_function_shape="ovo")), "'ovr'"),
        (OneVsRestClassifier(LinearSVC()), "OneVsRestClassifier of a LinearSVC"),
    ],
)
def test_compile_head_refuses_what_no_head_carries(model: Any, reason: str) -> None:
    X, y = make_rows("AB")
    with pytest.raises(NotServableError, match=reason):
        compile_head(model.fit(X, y), SCHEMA)


@pytest.mark.parametrize("name", ["logistic", "layers-relu", "svc"])
def test_load_head_refuses_arrays_that_do_not_fit(name: str) -> None:
    X, y = make_rows("ABC")
    spec, arrays = compile_head(MODELS[name].fit(X, y), SCHEMA).dump()
    first = next(iter(arrays))
    with pytest.raises(ValueError, match=r"head|vectors"):
        load_head(spec, {**arrays, first: arrays[first][:, :1].T})
