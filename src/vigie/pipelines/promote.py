"""Make a candidate the champion, behind its gates and with one recorded look at the sealed test rows; or go back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from vigie.core.errors import GateError, NoChampionError, NotServableError
from vigie.core.project import Project
from vigie.core.types import Reporter
from vigie.data.dataset import Dataset
from vigie.evaluation.bootstrap import bootstrap_interval
from vigie.evaluation.gates import Evidence, GateResult, check_gates
from vigie.ledger import Ledger, open_ledger
from vigie.pipelines.answers import answer_ms, answers
from vigie.pipelines.challenge.end import end_with_champion
from vigie.pipelines.fitting import measure
from vigie.pipelines.gating import PresentChampion, against_champion, behaviour, present_champion, size_bytes
from vigie.pipelines.published import bring_back, published
from vigie.pipelines.rows import LabelledRows, labelled, read_training_rows
from vigie.servable.folder import load_servable
from vigie.servable.servable import Servable
from vigie.servable.store import Store
from vigie.settings import Settings
from vigie.tracking.registry import CandidateRun, Registry


@dataclass(frozen=True)
class TestScore:
    """The deciding metric on the sealed test rows, with its 95 % interval."""

    __test__ = False  # pytest would take the name for a test class

    metric: str
    value: float
    low: float
    high: float
    rows: int
    accuracy: float


@dataclass(frozen=True)
class Promotion:
    """A candidate that became the champion."""

    candidate: str
    version: str
    previous: str | None
    """The champion before; the same version when this run was the champion already."""
    gates: Sequence[GateResult]
    test: TestScore | None
    """None when this very run's test score was on record already."""
    previous_refused: str | None = None
    """Why the champion before could not be loaded, if it could not: nothing was compared with it, and nobody can go
    back to it as it is."""


def promote(project: Project, settings: Settings, name: str, why: str, reporter: Reporter) -> Promotion:
    """Check the gates of the newest run of candidate `name`, open the sealed test once, and make it the champion.

    Raises
    ------
    CandidateNotFoundError
        If no finished run of that candidate is on record.
    NotServableError
        If the candidate cannot be served.
    GateError
        If a gate refuses; nothing was changed and the test rows stayed sealed.

    Notes
    -----
    A champion that is refused, e.g. one from before there was a signing key, holds nobody up: the gate on the gain
    says that nothing was compared, and the result says why.
    """
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    return promote_run(project, settings, registry.candidate(name), why, reporter)


def promote_run(
    project: Project,
    settings: Settings,
    run: CandidateRun,
    why: str,
    reporter: Reporter,
    *,
    shown: GateResult | None = None,
) -> Promotion:
    """Check the gates of one run, open the sealed test once, and make it the champion.

    Parameters
    ----------
    shown
        What a test in production has shown; it stands for the gain on held-out rows.

    Raises
    ------
    NotServableError, GateError
        As `promote` does.
    """
    name = run.candidate
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    store = published(project, settings)
    if run.not_servable:
        raise NotServableError(f"Candidate '{name}'", run.not_servable)
    with registry.servable_folder(run.run_id) as folder, closing(_ledger(project, settings)) as ledger:
        servable = load_servable(folder)
        present = present_champion(store)
        gates = pass_gates(project, present, run, servable, folder, reporter, shown=shown)
        test = _open_test(project, ledger, registry, run, servable, settings.who, why)
        version = registry.register(run.run_id)
        store.publish(folder, version)
        previous = store.champion()
        if previous == version:
            return Promotion(name, version, previous, gates, test)
        _deploy(registry, store, version, settings.who, why)
        ledger.record_deployment(
            "promoted",
            version,
            previous=previous,
            candidate=name,
            who=settings.who,
            why=why,
            run_id=run.run_id,
            gates=[asdict(gate) for gate in gates],
        )
        end_with_champion(ledger, store, version, settings.who, why)
    return Promotion(name, version, previous, gates, test, present.refused)


@dataclass(frozen=True)
class Rollback:
    version: str
    previous: str


def rollback(project: Project, settings: Settings, to: str | None, why: str) -> Rollback:
    """Make an earlier champion the champion again: `to`, or the one before the present one.

    Raises
    ------
    NoChampionError
        If there is nothing to go back to.
    ServableError
        If the version was never published, or is not sound any more; the present champion stays.
    """
    store = published(project, settings)
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    present = store.champion()
    if present is None:
        raise NoChampionError
    with closing(_ledger(project, settings)) as ledger:
        deployments = ledger.deployments(limit=1_000)
        # By promotions alone, so that going back twice goes back two steps and not forward again.
        promotions = (entry for entry in deployments if entry.action == "promoted")
        target = to or next((entry.previous for entry in promotions if entry.version == present), None)
        if target is None:
            raise NoChampionError(f"There is no champion before version {present}.")
        bring_back(store, registry, target)
        store.load(target)
        former = next((entry for entry in deployments if entry.version == target), None)
        _deploy(registry, store, target, settings.who, why)
        ledger.record_deployment(
            "rolled_back",
            target,
            previous=present,
            candidate=former.candidate if former else "",
            who=settings.who,
            why=why,
            run_id=former.run_id if former else "",
        )
        end_with_champion(ledger, store, target, settings.who, why)
    return Rollback(target, present)


def _ledger(project: Project, settings: Settings) -> Ledger:
    return open_ledger(settings.ledger or project.ledger_url)


def _deploy(registry: Registry, store: Store, version: str, who: str, why: str) -> None:
    # The store's pointer last: it is what services follow, and by then the record of how it came about is complete.
    registry.set_champion(version, who, why)
    store.set_champion(version)


def pass_gates(
    project: Project,
    present: PresentChampion,
    run: CandidateRun,
    servable: Servable,
    folder: Path,
    reporter: Reporter,
    *,
    gain: bool = True,
    shown: GateResult | None = None,
) -> list[GateResult]:
    """Return what each gate found of a run's servable, or raise GateError if one refuses.

    Parameters
    ----------
    gain
        Whether it must show a gain over the champion on held-out rows.
    shown
        What a test in production has shown, which stands for that.
    """
    rows = read_training_rows(project, run.dataset_version).validation
    with reporter.stage("Checking the gates"):
        evidence = Evidence(
            against_champion=against_champion(project, present.servable, servable, rows),
            calibration_error=run.metrics.get("calibration_error", float("nan")),
            latency_ms=answer_ms(servable, rows),
            size_bytes=size_bytes(folder),
            behaviour=behaviour(project, servable),
            not_compared=f"nothing was compared with the champion. {present.refused}" if present.refused else "",
        )
        gates = check_gates(project.file.gates, evidence)
    if shown is not None or not gain:
        gates = [gate for gate in gates if gate.name != "min_gain"] + ([shown] if shown is not None else [])
    refusals = [f"{gate.name}: {gate.text}" for gate in gates if not gate.passed]
    if refusals:
        raise GateError(run.candidate, refusals)
    return gates


def _open_test(
    project: Project,
    ledger: Ledger,
    registry: Registry,
    run: CandidateRun,
    servable: Servable,
    who: str,
    why: str,
) -> TestScore | None:
    if any(opening.run_id == run.run_id for opening in ledger.openings(limit=10_000)):
        return None  # its score is on record; a second look would only invite choosing by it
    opening = ledger.record_opening(
        who=who, why=why, candidate=run.candidate, run_id=run.run_id, dataset_version=run.dataset_version
    )
    frame = Dataset(project.dataset_folder).read_test(opening, run.dataset_version)
    rows = labelled(frame, project.schema)
    score, metrics = _test_score(project, servable, rows)
    registry.record_test(run.run_id, metrics)
    return score


def _test_score(project: Project, servable: Servable, rows: LabelledRows) -> tuple[TestScore, Mapping[str, float]]:
    target, metric = project.schema.target, project.file.metric.decide_by
    given = answers(servable, rows)
    metrics = measure(rows.y, given, project)
    interval = bootstrap_interval(metric, target.labels, rows.y, given, target.positive_label, seed=project.file.seed)
    return TestScore(metric, metrics[metric], interval.low, interval.high, len(rows), metrics["accuracy"]), metrics
