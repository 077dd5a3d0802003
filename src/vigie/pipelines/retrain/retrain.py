"""`vigie retrain`: gather, check, train, judge, and only then change anything."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from vigie.core.errors import GateError, NoChampionError, VigieError
from vigie.core.project import Candidate, Project
from vigie.core.types import Reporter
from vigie.data.dataset import Dataset
from vigie.evaluation.gates import GateResult
from vigie.ledger import Ledger, Retraining, now, open_ledger
from vigie.pipelines.promote import promote
from vigie.pipelines.published import published
from vigie.pipelines.retrain import words
from vigie.pipelines.retrain.checks import check_data
from vigie.pipelines.retrain.contenders import best, champion_candidate, to_train, train_contenders
from vigie.pipelines.retrain.gathering import Gathered, gather
from vigie.pipelines.retrain.journal import Journal, alone, recover, told
from vigie.pipelines.retrain.judging import judge
from vigie.servable.servable import Servable
from vigie.settings import Settings
from vigie.tracking.record import RunRecord
from vigie.tracking.recorder import Recorder
from vigie.tracking.registry import Registry

BY_HAND = "by hand"


@dataclass(frozen=True)
class Wishes:
    """What whoever asks for a retraining may say."""

    trigger: str = BY_HAND
    """Why it is begun."""
    every: bool = False
    """Train the project's other candidates too, and take the best."""
    promote: bool = False
    """Make a model that passed the champion."""
    read_source: bool = True
    """Read the project's source again first."""
    anyway: bool = False
    """Train even if there is nothing new."""
    wait: bool = False
    """For another retraining to end, instead of being refused."""


@dataclass(frozen=True)
class Plan:
    """What a retraining would learn from, and whether it may."""

    gathered: Gathered
    checks: Sequence[GateResult]
    candidates: Sequence[Candidate]
    champion: Servable
    needed: bool
    """False where the champion was trained on these very rows."""

    @property
    def refusals(self) -> list[GateResult]:
        return [check for check in self.checks if not check.passed]


def plan(project: Project, settings: Settings, reporter: Reporter, wishes: Wishes, ledger: Ledger) -> Plan:
    """Gather what the next version of the data would hold, and check it. Nothing is changed."""
    champion = _champion(project, settings)
    gathered = gather(project, settings, ledger.reviews.accepted(), reporter, read_source=wishes.read_source)
    candidates = to_train(project, champion_candidate(project, champion.manifest), every=wishes.every)
    with reporter.stage("Comparing with the version before"):
        checks = check_data(project, gathered, champion)
    seen = champion.manifest.provenance.dataset_hash
    return Plan(gathered, checks, candidates, champion, seen != gathered.prospect.version.content_hash)


def retrain(project: Project, settings: Settings, reporter: Reporter, wishes: Wishes | None = None) -> Retraining:
    """Train the champion's recipe on new data and reviewed labels, and return what became of it.

    Nothing is stored before the new model has passed: then the data's new version, the run, and the published model,
    in this order. Whatever ends it before the last leaves champion and data as they were; where a killed process
    could not put the data back, the next call does, first.

    Raises
    ------
    RetrainingBusyError
        If another one is under way.
    NoChampionError
        If there is none whose recipe could be trained again.
    LedgerUnavailableError
        The ledger went away; should the data have been stored, the next call puts them back.
    """
    asked = wishes or Wishes()
    with alone(project, wait=asked.wait), closing(open_ledger(settings.ledger or project.ledger_url)) as ledger:
        for former in recover(project, ledger):
            reporter.say(f"The retraining before was killed. {former.words}")
        version = _champion_version(project, settings)
        journal = Journal(project, ledger, asked.trigger, settings.who, champion=version)
        try:
            return _Retraining(project, settings, reporter, asked, ledger, journal).run()
        except (VigieError, OSError) as error:
            return _failed(journal, error)
        except BaseException as error:
            _failed(journal, error)
            raise


def _failed(journal: Journal, error: BaseException) -> Retraining:
    if journal.record.state != "running":  # what it made is there, and stays
        return journal.record
    journal.put_back()
    if not isinstance(error, Exception):
        return journal.end("interrupted", words.failed(journal.doing, "it was stopped"))
    reason = str(error) if isinstance(error, VigieError | OSError) else type(error).__name__
    return journal.end("failed", words.failed(journal.doing, reason))


class _Retraining:
    """One retraining under way."""

    def __init__(
        self, project: Project, settings: Settings, reporter: Reporter, wishes: Wishes, ledger: Ledger, journal: Journal
    ) -> None:
        self._project, self._settings, self._reporter = project, settings, reporter
        self._wishes, self._ledger, self._journal = wishes, ledger, journal

    def run(self) -> Retraining:
        self._journal.step("gathering the data")
        since = now()  # a label that is undone from here on is not what is learned, whatever was read
        planned = plan(self._project, self._settings, self._reporter, self._wishes, self._ledger)
        version = planned.gathered.prospect.version
        before = Dataset(self._project.dataset_folder).version().number
        self._journal.note(
            data=planned.gathered.counts(), checks=told(planned.checks), content_hash=version.content_hash
        )
        if not planned.needed and not self._wishes.anyway:
            # Whatever was decided meanwhile is what these rows say already.
            self._ledger.reviews.mark_taken(planned.gathered.reviewed.used, before, decided_until=since)
            return self._journal.end("unneeded", words.unneeded(before), dataset_before=before)
        if (waiting := self._waiting(version.content_hash)) and not self._wishes.anyway:
            return self._journal.end("unneeded", words.waits(waiting, before), dataset_before=before)
        if planned.refusals:
            return self._journal.end("refused", words.refused(planned.checks), dataset_before=before)
        self._journal.step("training", dataset_before=before)
        uri = self._settings.tracking or self._project.tracking_uri
        with (
            # Begun before the training, so that MLflow is imported meanwhile.
            Recorder(uri, self._project.artifacts_folder) as recorder,
            tempfile.TemporaryDirectory(prefix="vigie-retrain-") as scratch,
        ):
            records = train_contenders(
                self._project, planned.gathered, planned.candidates, Path(scratch), self._reporter
            )
            self._journal.note(candidates=[self._score(record) for record in records])
            chosen = best(records, self._project)
            if chosen is None:
                reasons = "; ".join(f"{record.candidate}: {record.error or record.not_servable}" for record in records)
                return self._journal.end("failed", words.failed("training", reasons))
            self._journal.step("judging the new model")
            with self._reporter.stage("Checking the gates"):
                gates = judge(self._project, planned.gathered, chosen, planned.champion)
            self._journal.note(gates=told(gates), candidate=chosen.candidate)
            if not all(gate.passed for gate in gates):
                return self._journal.end("rejected", words.rejected(chosen.candidate, gates))
            self._store(planned.gathered)
            run_id = self._record(records, chosen, recorder)
            model = self._publish(run_id, uri)
        self._ledger.reviews.mark_taken(planned.gathered.reviewed.used, version.number, decided_until=since)
        done = self._journal.end(
            "candidate", words.passed(chosen.candidate, model, version.number, gates), run_id=run_id, version=model
        )
        return self._promoted(done, chosen.candidate, gates) if self._wishes.promote else done

    def _waiting(self, content_hash: str) -> str | None:
        """Return the version that was trained on these very rows, against this very champion, and waits."""
        for one in self._ledger.retrainings.latest(20):
            same = one.detail.get("content_hash") == content_hash and one.champion == self._journal.record.champion
            if one.state == "candidate" and same:
                return one.version
        return None

    def _score(self, record: RunRecord) -> dict[str, object]:
        metric = self._project.file.metric.decide_by
        return {
            "name": record.candidate,
            "metric": metric,
            "value": record.metrics.get(metric),
            "error": record.error or record.not_servable,
        }

    def _store(self, gathered: Gathered) -> None:
        foreseen = gathered.prospect.version
        # Written down before it is done: a kill in between is then no riddle.
        self._journal.step("storing the data", dataset_after=foreseen.number)
        with self._reporter.stage("Storing the version"):
            gathered.store(self._project)

    def _record(self, records: Sequence[RunRecord], chosen: RunRecord, recorder: Recorder) -> str:
        """Record what was trained, and return the run of the chosen one."""
        self._journal.step("recording the new model")
        with self._reporter.stage("Recording in MLflow", total=len(records)) as stage:
            tags = {"retraining": self._journal.record.id}
            runs = {record.candidate: recorder.submit(replace(record, tags=tags)) for record in records}
            for name, run in runs.items():
                run.result()
                stage.advance(note=name)
        return runs[chosen.candidate].result()

    def _publish(self, run_id: str, uri: str) -> str:
        """Publish the run's servable, and return its version."""
        self._journal.step("publishing the new model", run_id=run_id)
        registry = Registry(uri, self._project.name)
        with self._reporter.stage("Publishing"), registry.servable_folder(run_id) as folder:
            version = registry.register(run_id)
            published(self._project, self._settings).publish(folder, version)
        return version

    def _promoted(self, done: Retraining, name: str, gates: Sequence[GateResult]) -> Retraining:
        """Promote what passed. Gates that refuse leave it a candidate, and say why."""
        why = f"retrained: {self._wishes.trigger}"
        try:
            made = promote(self._project, self._settings, name, why, self._reporter)
        except (VigieError, OSError) as error:
            reasons = error.refusals if isinstance(error, GateError) else (str(error),)
            self._journal.note(not_promoted=list(reasons))
            return self._journal.end("candidate", words.not_promoted(done.detail["words"], reasons))
        return self._journal.end("promoted", words.promoted(name, made.version, made.previous, gates))


def _champion(project: Project, settings: Settings) -> Servable:
    store = published(project, settings)
    if store.champion() is None:
        raise NoChampionError
    return store.load_champion()


def _champion_version(project: Project, settings: Settings) -> str:
    version = published(project, settings).champion()
    if version is None:
        raise NoChampionError
    return version
