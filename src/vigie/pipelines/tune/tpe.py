"""The only door to hyperopt: what to try next, given what was tried (TPE)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from vigie.core.declarations.search import Searched, SearchSpace
from vigie.core.errors import MissingPartError

STARTUP = 10
"""Trials drawn at random before the search learns from them."""
_DIGITS = 4
"""Significant ones of a number that is tried: a person can read and type it, and it is what was measured."""

Values = Mapping[str, Any]
"""Parameter → value, of one trial."""


class Suggestions:
    """Proposes values by the tree-structured Parzen estimator, and learns from each loss.

    A trial that is still running, or that failed, counts as a bad one, so that two that run at once differ. The same
    seed, and the same losses told in the same order, give the same proposals.

    References
    ----------
    Bergstra, Bardenet, Bengio & Kégl, "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011.
    """

    def __init__(self, space: SearchSpace, seed: int) -> None:
        try:
            from hyperopt import hp  # a second to import
            from hyperopt.base import Domain
        except ImportError as error:
            raise MissingPartError("hyperopt", "pip install 'vigie[train]'") from error
        self._space = space
        self._seed = seed
        self._documents: dict[int, dict[str, Any]] = {}
        self._domain = Domain(lambda _: 0.0, {name: _node(hp, name, entry) for name, entry in space.items()})

    def suggest(self, number: int) -> dict[str, Any]:
        """Return values for trial `number`, which counts as running from now on."""
        from hyperopt import tpe
        from hyperopt.base import trials_from_docs

        trials = trials_from_docs(list(self._documents.values()), validate=False)
        seed = int(np.random.SeedSequence([self._seed, number]).generate_state(1)[0])
        (document,) = tpe.suggest([number], self._domain, trials, seed, n_startup_jobs=STARTUP, verbose=False)
        raw = {name: found[0] for name, found in document["misc"]["vals"].items()}
        values = {name: _value(entry, raw[name]) for name, entry in self._space.items()}
        self.propose(number, values)
        return values

    def propose(self, number: int, values: Values) -> None:
        """Count trial `number`, with values from elsewhere, as running."""
        self._documents[number] = _document(number, self._space, values)

    def tell(self, number: int, loss: float | None) -> None:
        """Learn the loss of a trial that was suggested or proposed; None: it failed."""
        document = self._documents[number]
        document["state"] = 2  # done, in hyperopt's numbers
        document["result"] = {"status": "fail"} if loss is None else {"status": "ok", "loss": loss}


def _node(hp: Any, name: str, entry: Searched) -> Any:
    if entry.choice is not None:
        return hp.choice(name, list(range(len(entry.choice))))
    low, high = entry.bounds
    if entry.kind == "integer":
        return hp.uniformint(name, low, high)
    if entry.kind == "uniform":
        return hp.uniform(name, low, high)
    return hp.loguniform(name, math.log(low), math.log(high))


def _value(entry: Searched, raw: Any) -> Any:
    """Return what the recipe is given for hyperopt's raw value: a choice for its place, a plain number for a number."""
    if entry.choice is not None:
        return entry.choice[int(raw)]
    low, high = entry.bounds
    if entry.kind == "integer":
        return int(min(max(round(float(raw)), low), high))
    return float(min(max(float(f"{float(raw):.{_DIGITS}g}"), low), high))


def _raw(entry: Searched, value: Any) -> Any:
    if entry.choice is None:
        return value
    return next(place for place, choice in enumerate(entry.choice) if type(choice) is type(value) and choice == value)


def _document(number: int, space: SearchSpace, values: Values) -> dict[str, Any]:
    # A trial as hyperopt keeps it. The values are those that were tried, so that a search read back from its journal
    # knows exactly what the first one knew.
    return {
        "state": 1,  # running
        "tid": number,
        "spec": None,
        "result": {"status": "new"},
        "misc": {
            "tid": number,
            "cmd": ("domain_attachment", "FMinIter_Domain"),
            "workdir": None,
            "idxs": {name: [number] for name in space},
            "vals": {name: [_raw(entry, values[name])] for name, entry in space.items()},
        },
        "exp_key": None,
        "owner": None,
        "version": 0,
        "book_time": None,
        "refresh_time": None,
    }
