"""Whether a new model may take the champion's place: gates over held-out rows, reviewed rows, slices and costs."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.core.project import Project
from vigie.data.columns import SPLIT
from vigie.evaluation.gates import Evidence, GateResult, check_gates
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.slice_losses import slice_losses
from vigie.pipelines.answers import answer_ms, answers
from vigie.pipelines.gating import against_champion, behaviour, size_bytes
from vigie.pipelines.retrain import check_words
from vigie.pipelines.retrain.gathering import Gathered
from vigie.pipelines.rows import LabelledRows, labelled
from vigie.pipelines.slicing import slice_rows
from vigie.servable.folder import load_servable
from vigie.servable.servable import Servable
from vigie.tracking.record import RunRecord

_SHOWN = 3


def judge(project: Project, gathered: Gathered, record: RunRecord, champion: Servable) -> list[GateResult]:
    """Return one result for each gate: those of a promotion, and those of a retraining.

    Both models answer the very same rows, none of which either was fitted on: a row's content decides its split, so
    the champion's training rows are training rows still.
    """
    if record.servable_folder is None:
        return [GateResult("servable", False, record.error or record.not_servable)]
    servable = load_servable(record.servable_folder)
    frame = gathered.prospect.after.filter(pl.col(SPLIT) == "validation")
    rows = labelled(frame, project.schema)
    rules, gates = project.file.retrain, project.file.gates
    evidence = Evidence(
        against_champion=against_champion(project, champion, servable, rows),
        calibration_error=record.metrics.get("calibration_error", float("nan")),
        latency_ms=answer_ms(servable, rows),
        size_bytes=size_bytes(record.servable_folder),
        behaviour=behaviour(project, servable),
    )
    # The validation rows are a sample: a loss as small as this is none.
    lenient = gates.model_copy(update={"min_gain": gates.min_gain - rules.tolerance})
    return [
        *check_gates(lenient, evidence),
        _on_reviewed(project, gathered, servable, champion),
        _on_slices(project, frame, rows, servable, champion),
    ]


def _on_reviewed(project: Project, gathered: Gathered, servable: Servable, champion: Servable) -> GateResult:
    rows = labelled(gathered.unseen, project.schema)
    least = project.file.retrain.min_reviewed
    if len(rows) < least:
        text = f"{len(rows)} reviewed rows were not trained on, of {least} that a comparison needs: not judged"
        return GateResult("reviewed", True, text)
    after, before = (_right(project, one, rows) for one in (servable, champion))
    text = (
        f"right on {int(after.sum())} of {len(rows)} reviewed rows that neither was fitted on, the champion on"
        f" {int(before.sum())}"
    )
    plain = check_words.on_reviewed(int(before.sum()), int(after.sum()), len(rows))
    return GateResult("reviewed", bool(after.sum() >= before.sum()), text, plain)


def _on_slices(
    project: Project, frame: pl.DataFrame, rows: LabelledRows, servable: Servable, champion: Servable
) -> GateResult:
    allowed = project.file.retrain.max_slice_loss
    before, after = _right(project, champion, rows), _right(project, servable, rows)
    losses = slice_losses(before, after, slice_rows(frame, project.schema).slices)
    worse = [one for one in losses if one.is_much_worse(allowed)]
    if not worse:
        return GateResult(
            "slices", True, f"none of {len(losses)} kinds of rows lost more than {allowed:.0%} beyond chance"
        )
    told = "; ".join(
        f"{one.column} {one.value}: {one.before:.1%} → {one.after:.1%} of {one.rows} rows" for one in worse[:_SHOWN]
    )
    text = f"{len(worse)} kinds of rows are much worse: {told}"
    return GateResult("slices", False, text, check_words.worse_on(worse[:_SHOWN]))


def _right(project: Project, servable: Servable, rows: LabelledRows) -> NDArray[np.float64]:
    target = project.schema.target
    return Outcome.of(target.labels, rows.y, answers(servable, rows), target.positive_label).correct
