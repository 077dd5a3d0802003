"""A recorded run, as those who compare and promote need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vigie.tracking.facts import NOTE, PREFIX


@dataclass(frozen=True, slots=True)
class CandidateRun:
    """One run of a candidate."""

    run_id: str
    candidate: str
    recipe: str
    description: str
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    """On the validation rows."""
    intervals: Mapping[str, tuple[float, float]]
    """Metric → the ends of its 95 % interval."""
    folds: Mapping[str, float]
    """'accuracy_mean' and 'accuracy_std' over the folds of the training rows, of the deciding metric."""
    test: Mapping[str, float]
    """On the sealed test rows; empty unless they were opened for this run."""
    fit_seconds: float
    predict_seconds_per_1000: float
    answer_ms: float | None
    rows_per_second: float | None
    joules_per_1000: float | None
    size_bytes: int | None
    dataset_version: int
    dataset_hash: str
    code_version: str
    seed: int
    sample: bool
    decide_by: str
    """The metric that decided when it was trained."""
    finished_at: int
    """Microseconds since the epoch, UTC."""
    model_id: str | None
    """Of the MLflow model that holds the servable; None when no runtime carries the estimator."""
    not_servable: str
    """Why it cannot be promoted; empty when it can."""
    error: str | None
    """Why it failed; None when it did not."""
    version: str | None = None
    """Under which it was registered, if it was."""


def read_candidate(run: Any, version: str | None = None) -> CandidateRun:
    """Return what an MLflow run says, whoever asks for it later."""
    tags: dict[str, str] = run.data.tags
    sections = _sections(run.data.metrics)
    ours = {name.removeprefix(PREFIX): value for name, value in tags.items() if name.startswith(PREFIX)}
    cost, intervals = sections.get("cost", {}), sections.get("interval", {})
    return CandidateRun(
        run_id=run.info.run_id,
        candidate=ours.get("candidate", run.info.run_name or ""),
        recipe=ours.get("recipe", ""),
        description=tags.get(NOTE, ""),
        params=dict(run.data.params),
        metrics=sections.get("", {}),
        intervals={
            name.removesuffix("_low"): (low, intervals[f"{name.removesuffix('_low')}_high"])
            for name, low in intervals.items()
            if name.endswith("_low")
        },
        folds=sections.get("folds", {}),
        test=sections.get("test", {}),
        fit_seconds=cost.get("fit_seconds", 0.0),
        predict_seconds_per_1000=cost.get("predict_seconds_per_1000", 0.0),
        answer_ms=cost.get("answer_ms"),
        rows_per_second=cost.get("rows_per_second"),
        joules_per_1000=cost.get("joules_per_1000"),
        size_bytes=int(cost["size_bytes"]) if "size_bytes" in cost else None,
        dataset_version=int(ours.get("dataset_version", "0")),
        dataset_hash=ours.get("dataset_hash", ""),
        code_version=ours.get("code_version", ""),
        seed=int(ours.get("seed", "0")),
        sample=ours.get("sample") == "true",
        decide_by=ours.get("decide_by", ""),
        finished_at=(run.info.end_time or 0) * 1_000,
        model_id=ours.get("model_id"),
        not_servable=ours.get("not_servable", ""),
        error=ours.get("error"),
        version=version,
    )


def _sections(metrics: Mapping[str, float]) -> dict[str, dict[str, float]]:
    # 'interval/accuracy_low' is 'accuracy_low' of section 'interval'; 'accuracy' is of no section.
    sections: dict[str, dict[str, float]] = {}
    for name, value in metrics.items():
        section, _, rest = name.rpartition("/")
        sections.setdefault(section, {})[rest] = value
    return sections
