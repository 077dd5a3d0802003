"""All trained candidates side by side on the same validation rows: whose difference is real, and which one to take."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from vigie.core.errors import CandidateNotFoundError, ServableError
from vigie.core.project import LOWER_IS_BETTER, Project
from vigie.evaluation.comparison import SIGNIFICANT, PairedTest, common_rows, is_it_real, paired_difference
from vigie.evaluation.correction import holm
from vigie.evaluation.recommendation import Option, Recommendation, recommend
from vigie.pipelines.published import published
from vigie.servable.manifest import Precision
from vigie.servable.store import Store
from vigie.settings import Settings
from vigie.tracking.registry import CandidateRun, Registry, Validation

LEADERBOARD = "leaderboard.json"
"""Beside the published servables: what the service tells of the candidates."""
_BEST = "the best"


@dataclass(frozen=True)
class Standing:
    """One candidate's line in the comparison."""

    run: CandidateRun
    validation: Validation
    against_best: PairedTest | None
    """The best first; None for the best itself, and for a candidate that shares no row with it."""
    p_value: float | None
    """Of `against_best`, Holm-corrected over the candidates; None where there is no test."""
    verdict: str
    """Is the difference to the best real? In words."""
    precision: Precision | None = None
    """Of a network: what it would be in 32 bits and in eight, and which one is served."""

    @property
    def name(self) -> str:
        return self.run.candidate

    @property
    def is_best(self) -> bool:
        return self.verdict == _BEST

    @property
    def is_real(self) -> bool:
        """Whether it is worse than the best beyond chance, after the correction."""
        return self.p_value is not None and self.p_value < SIGNIFICANT


@dataclass(frozen=True)
class Leaderboard:
    metric: str
    why: str
    standings: Sequence[Standing]
    """The best first."""
    rows: int
    """Validation rows of the best candidate's run."""
    recommendation: Recommendation
    failed: Sequence[CandidateRun] = ()
    """Candidates whose newest run failed, with the reason in `error`; an older run of theirs may stand above."""

    @property
    def best(self) -> Standing:
        return self.standings[0]

    @property
    def recommended(self) -> Standing | None:
        """The cheapest servable candidate that is not significantly worse than the best; None without one."""
        return next((one for one in self.standings if one.name == self.recommendation.name), None)


def compare(project: Project, settings: Settings) -> Leaderboard:
    """Return the newest run of every candidate, the best in the deciding metric first.

    Each is tested against the best on the rows that both answered. The p-values are corrected for the number of
    candidates by Holm's method, as with enough of them one would look worse, or another better, by chance alone.

    Raises
    ------
    CandidateNotFoundError
        If nothing was trained yet.
    """
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    metric = project.file.metric.decide_by
    found = registry.candidates(failed=True)
    runs = [run for run in found if run.error is None and metric in run.metrics]
    if not runs:
        raise CandidateNotFoundError(None, [])
    runs.sort(key=lambda run: run.metrics[metric], reverse=metric not in LOWER_IS_BETTER)
    standings = [
        replace(standing, precision=_precision(registry, standing.run))
        for standing in _standings(project, runs, [registry.validation(run.run_id) for run in runs])
    ]
    board = Leaderboard(
        metric,
        project.file.metric.why,
        standings,
        len(standings[0].validation.keys),
        recommend([_option(standing, metric) for standing in standings], metric),
        [run for run in found if run.error is not None],
    )
    _publish(board, published(project, settings))
    return board


def _standings(project: Project, runs: Sequence[CandidateRun], rows: Sequence[Validation]) -> list[Standing]:
    tests = [None, *(_test(project, rows[0], other) for other in rows[1:])]
    corrected = holm([float("nan") if test is None else test.p_value for test in tests]).tolist()
    return [_standing(runs[0], *each) for each in zip(runs, rows, tests, corrected, strict=True)]


def _standing(
    best: CandidateRun, run: CandidateRun, rows: Validation, test: PairedTest | None, p_value: float
) -> Standing:
    if run.run_id == best.run_id:
        return Standing(run, rows, None, None, _BEST)
    if test is None:
        return Standing(run, rows, None, None, "cannot be said: no common rows")
    verdict = is_it_real(replace(test, p_value=p_value), best.candidate, run.candidate)
    return Standing(run, rows, test, p_value, verdict)


def _test(project: Project, best: Validation, other: Validation) -> PairedTest | None:
    ours, theirs = common_rows(best.keys, other.keys)
    if not len(ours):
        return None
    target = project.schema.target
    return paired_difference(
        project.file.metric.decide_by,
        target.labels,
        best.y_true[ours],
        best.probabilities[ours],
        other.probabilities[theirs],
        target.positive_label,
        seed=project.file.seed,
    )


def _precision(registry: Registry, run: CandidateRun) -> Precision | None:
    if run.model_id is None:
        return None
    try:
        return registry.manifest(run.run_id).precision
    except ServableError:
        return None  # an older run's servable may be gone, or of a form that is no longer read; its scores still count


def _option(standing: Standing, metric: str) -> Option:
    run, test = standing.run, standing.against_best
    return Option(
        run.candidate,
        run.metrics[metric],
        run.answer_ms,
        run.size_bytes,
        p_value=None if standing.is_best else (float("nan") if standing.p_value is None else standing.p_value),
        loss=test.difference if test else 0.0,
        most=test.high if test else 0.0,
    )


def _publish(board: Leaderboard, store: Store) -> None:
    champion = store.champion()
    content = {
        "metric": board.metric,
        "why": board.why,
        "candidates": [_entry(standing, champion, board.metric) for standing in board.standings],
        "recommended": board.recommendation.name,
        "recommendation": {"en": board.recommendation.say("en"), "fr": board.recommendation.say("fr")},
        "failed": [{"candidate": run.candidate, "error": run.error, "run_id": run.run_id} for run in board.failed],
    }
    store.write_board(json.dumps(content).encode())


def _entry(standing: Standing, champion: str | None, metric: str) -> dict[str, Any]:
    run, test = standing.run, standing.against_best
    return {
        "candidate": run.candidate,
        "recipe": run.recipe,
        "version": run.version,
        "metrics": {name: value for name, value in run.metrics.items() if value == value},
        "interval": run.intervals.get(metric),
        "fit_seconds": run.fit_seconds,
        "ms_per_row": run.answer_ms,
        "rows_per_second": run.rows_per_second,
        "joules_per_1000": run.joules_per_1000,
        "size_bytes": run.size_bytes,
        "run_id": run.run_id,
        "p_value": _known(standing.p_value),
        "behind": [_known(test.difference), _known(test.low), _known(test.high)] if test else None,
        "verdict": standing.verdict,
        "precision": standing.precision.model_dump(mode="json") if standing.precision else None,
        "champion": run.version is not None and run.version == champion,
    }


def _known(value: float | None) -> float | None:
    # JSON has no word for a number that is none.
    return value if value is not None and math.isfinite(value) else None
