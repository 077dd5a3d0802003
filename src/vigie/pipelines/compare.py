"""All trained candidates side by side on the same validation rows, and whether their differences are real."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vigie.core.errors import CandidateNotFoundError
from vigie.core.project import LOWER_IS_BETTER, Project
from vigie.evaluation.comparison import PairedTest, common_rows, is_it_real, paired_difference
from vigie.servable.store import Store
from vigie.settings import Settings
from vigie.tracking.registry import CandidateRun, Registry, Validation

LEADERBOARD = "leaderboard.json"
"""Beside the published servables: what the service tells of the candidates."""


@dataclass(frozen=True)
class Standing:
    """One candidate's line in the comparison."""

    run: CandidateRun
    against_best: PairedTest | None
    """The best first; None for the best itself, and for a candidate that shares no row with it."""
    verdict: str
    """Is the difference to the best real? In words."""

    @property
    def name(self) -> str:
        return self.run.candidate


@dataclass(frozen=True)
class Leaderboard:
    metric: str
    why: str
    standings: Sequence[Standing]
    """The best first."""
    rows: int
    """Validation rows of the best candidate's run."""

    @property
    def best(self) -> Standing:
        return self.standings[0]


def compare(project: Project, settings: Settings) -> Leaderboard:
    """Return the newest run of every candidate, the best in the deciding metric first.

    Raises
    ------
    CandidateNotFoundError
        If nothing was trained yet.
    """
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    metric = project.file.metric.decide_by
    runs = [run for run in registry.candidates() if metric in run.metrics]
    if not runs:
        raise CandidateNotFoundError("any", [])
    runs.sort(key=lambda run: run.metrics[metric], reverse=metric not in LOWER_IS_BETTER)
    validations = [registry.validation(run.run_id) for run in runs]
    standings = [
        _standing(project, runs[0], validations[0], run, validation)
        for run, validation in zip(runs, validations, strict=True)
    ]
    board = Leaderboard(metric, project.file.metric.why, standings, len(validations[0].keys))
    _publish(board, Path(settings.store or project.store_folder))
    return board


def _standing(
    project: Project, best: CandidateRun, best_rows: Validation, run: CandidateRun, rows: Validation
) -> Standing:
    if run.run_id == best.run_id:
        return Standing(run, None, "the best")
    ours, theirs = common_rows(best_rows.keys, rows.keys)
    if not len(ours):
        return Standing(run, None, "cannot be said: no common rows")
    target = project.schema.target
    test = paired_difference(
        project.file.metric.decide_by,
        target.labels,
        best_rows.y_true[ours],
        best_rows.probabilities[ours],
        rows.probabilities[theirs],
        target.positive_label,
        seed=project.file.seed,
    )
    return Standing(run, test, is_it_real(test, best.candidate, run.candidate))


def _publish(board: Leaderboard, folder: Path) -> None:
    champion = Store(folder).champion()
    entries = [_entry(standing, champion, board.metric) for standing in board.standings]
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{LEADERBOARD}"
    fresh.write_text(json.dumps({"metric": board.metric, "why": board.why, "candidates": entries}), encoding="utf-8")
    fresh.replace(folder / LEADERBOARD)


def _entry(standing: Standing, champion: str | None, metric: str) -> dict[str, Any]:
    run = standing.run
    return {
        "candidate": run.candidate,
        "recipe": run.recipe,
        "version": run.version,
        "metrics": {name: value for name, value in run.metrics.items() if value == value},
        "interval": run.intervals.get(metric),
        "fit_seconds": run.fit_seconds,
        "ms_per_row": run.answer_ms,
        "size_bytes": run.size_bytes,
        "run_id": run.run_id,
        "p_value": standing.against_best.p_value if standing.against_best else None,
        "verdict": standing.verdict,
        "champion": run.version is not None and run.version == champion,
    }
