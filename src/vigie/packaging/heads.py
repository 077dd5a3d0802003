"""From a fitted scikit-learn classifier over dense rows to the head that answers without scikit-learn.

What goes on before the classifier, an encoder or a table's preparation, is its runtime's own affair.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC, LinearSVC

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.packaging.labels import label_numbers
from vigie.servable.heads import Head, LayersHead, LinearHead, RbfHead
from vigie.servable.link import Link


def is_head(model: object) -> bool:
    """Say whether `compile_head` is the one to take this classifier; it may still refuse how it was set up."""
    return isinstance(model, LogisticRegression | OneVsRestClassifier | MLPClassifier | CalibratedClassifierCV)


def compile_head(model: Any, schema: Schema) -> Head:
    """Return the head of a fitted LogisticRegression, one-against-the-rest of it, MLPClassifier or calibrated machine.

    A calibrated machine is `CalibratedClassifierCV(SVC() or LinearSVC(), method="sigmoid", ensemble=False)`; an SVC
    has the kernel "rbf".

    Raises
    ------
    NotServableError
        If it is another, or set up in a way that no head carries.
    """
    if isinstance(model, LogisticRegression):
        weights, intercept = _logistic(model)
        return _linear(model, weights, intercept, _link(model.classes_), schema)
    if isinstance(model, OneVsRestClassifier):
        return _one_against_the_rest(model, schema)
    if isinstance(model, MLPClassifier):
        layers = [
            (np.asarray(weights, dtype=np.float64), np.asarray(bias, dtype=np.float64))
            for weights, bias in zip(model.coefs_, model.intercepts_, strict=True)
        ]
        numbers, n_labels = label_numbers(model.classes_, schema), len(schema.labels)
        return LayersHead(layers, model.activation, _link(model.classes_), numbers, n_labels)
    if isinstance(model, CalibratedClassifierCV):
        return _calibrated(model, schema)
    raise NotServableError(f"A {type(model).__name__} over dense rows")


def sigmoids(model: CalibratedClassifierCV) -> tuple[Any, NDArray[np.float64], NDArray[np.float64]]:
    """Return the fitted machine of a calibration, and slope and offset of each score's sigmoid.

    A probability is 1 / (1 + exp(-(slope · score + offset))); for more than two classes they are then made to sum to 1.

    Raises
    ------
    NotServableError
        If the calibration is an ensemble, or not by sigmoids.
    """
    if len(model.calibrated_classifiers_) != 1 or model.method != "sigmoid":
        raise NotServableError("A CalibratedClassifierCV", "only method='sigmoid' with ensemble=False is carried")
    (fitted,) = model.calibrated_classifiers_
    slope = -np.array([calibrator.a_ for calibrator in fitted.calibrators])
    return fitted.estimator, slope, -np.array([calibrator.b_ for calibrator in fitted.calibrators])


def _logistic(model: LogisticRegression) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return model.coef_.T, np.broadcast_to(model.intercept_, len(model.coef_))


def _link(classes: Any) -> Link:
    return "sigmoid" if len(classes) == 2 else "softmax"


def _linear(
    model: Any, weights: NDArray[np.float64], intercept: NDArray[np.float64], link: Link, schema: Schema
) -> LinearHead:
    given = np.ascontiguousarray(weights, dtype=np.float64), np.array(intercept, dtype=np.float64)
    return LinearHead(*given, link, label_numbers(model.classes_, schema), len(schema.labels))


def _one_against_the_rest(model: OneVsRestClassifier, schema: Schema) -> LinearHead:
    for part in model.estimators_:
        if not isinstance(part, LogisticRegression):
            raise NotServableError(f"A OneVsRestClassifier of a {type(part).__name__}")
    parts = [_logistic(part) for part in model.estimators_]
    weights, intercept = np.hstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    return _linear(model, weights, intercept, "sigmoid", schema)


def _calibrated(model: CalibratedClassifierCV, schema: Schema) -> Head:
    machine, slope, offset = sigmoids(model)
    if isinstance(machine, LinearSVC):
        weights, intercept = machine.coef_.T * slope, machine.intercept_ * slope + offset
        return _linear(model, weights, intercept, "sigmoid", schema)
    if isinstance(machine, SVC) and machine.kernel == "rbf":
        return _gaussian(model, machine, slope, offset, schema)
    kernel = f" with kernel={machine.kernel!r}" if isinstance(machine, SVC) else ""
    raise NotServableError(f"A CalibratedClassifierCV of a {type(machine).__name__}{kernel}")


def _gaussian(
    model: Any, machine: SVC, slope: NDArray[np.float64], offset: NDArray[np.float64], schema: Schema
) -> RbfHead:
    if machine.decision_function_shape != "ovr" or machine.break_ties:
        raise NotServableError("An SVC", "only decision_function_shape='ovr' without break_ties is carried")
    return RbfHead(
        _dense(machine.support_vectors_),
        _dense(machine.dual_coef_),
        np.asarray(machine.intercept_, dtype=np.float64),
        slope,
        offset,
        gamma=float(machine._gamma),  # noqa: SLF001 - scikit-learn says nowhere else what "scale" came to
        support=machine.n_support_.tolist(),
        classes=label_numbers(model.classes_, schema),
        n_labels=len(schema.labels),
    )


def _dense(part: Any) -> NDArray[np.float64]:
    # Both are sparse where the machine was fitted on sparse rows.
    return np.ascontiguousarray(part.toarray() if hasattr(part, "toarray") else part, dtype=np.float64)
