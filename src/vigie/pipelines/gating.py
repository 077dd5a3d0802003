"""What the gates look at: a candidate's servable beside the champion's, and the project's own tests of behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vigie.core.errors import ServableError
from vigie.core.project import Metric, Project
from vigie.evaluation.behaviour import Predict, run_behaviour_tests
from vigie.evaluation.comparison import PairedTest, paired_difference
from vigie.evaluation.gates import GateResult
from vigie.pipelines.answers import answers
from vigie.pipelines.rows import LabelledRows
from vigie.servable.servable import Servable
from vigie.servable.store import Store


@dataclass(frozen=True, slots=True)
class PresentChampion:
    """The champion as a candidate meets it."""

    servable: Servable | None = None
    """None where there is no champion, or one that is refused."""
    refused: str | None = None
    """Why, if it is: what is not taken by a service is not loaded to be compared with either."""


def present_champion(store: Store) -> PresentChampion:
    """Return the store's champion, loaded if it may be."""
    if store.champion() is None:
        return PresentChampion()
    try:
        return PresentChampion(store.load_champion())
    except ServableError as error:
        return PresentChampion(refused=str(error))


def against_champion(
    project: Project, champion: Servable | None, servable: Servable, rows: LabelledRows, metric: Metric | None = None
) -> PairedTest | None:
    """Return how much better a servable answers these rows than the champion; None without a champion.

    Parameters
    ----------
    metric
        By default the one that decides.
    """
    if champion is None:
        return None
    target = project.schema.target
    return paired_difference(
        metric or project.file.metric.decide_by,
        target.labels,
        rows.y,
        answers(servable, rows),
        answers(champion, rows),
        target.positive_label,
        seed=project.file.seed,
    )


def behaviour(project: Project, servable: Servable) -> list[GateResult]:
    """Return what the project's tests of behaviour say of a servable; none where it has no such file."""
    file = project.file.gates.behaviour
    if file is None:
        return []
    predict: Predict = lambda row: dict(zip(servable.labels, servable.predict_proba([row])[0].tolist(), strict=True))  # noqa: E731  (typed by its name)
    return run_behaviour_tests(project.root / file, predict)


def size_bytes(folder: Path) -> int:
    """Return what a servable weighs."""
    return sum(file.stat().st_size for file in folder.iterdir())
