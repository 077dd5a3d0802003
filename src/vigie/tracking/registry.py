"""What was recorded of a project, read back; and its versions, of which one is the champion."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlparse

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import CandidateNotFoundError, TrackingError
from vigie.servable.folder import MANIFEST, read_manifest
from vigie.servable.manifest import Manifest
from vigie.tracking.candidate import CandidateRun, read_candidate
from vigie.tracking.connection import connect
from vigie.tracking.facts import PREFIX
from vigie.tracking.ingredients import FILE as INGREDIENTS
from vigie.tracking.ingredients import guess_params, read_params
from vigie.tracking.model import SERVABLE
from vigie.tracking.quiet import tracked
from vigie.tracking.record import RunRecord
from vigie.tracking.runs import VALIDATION_FILE, log_section
from vigie.tracking.versions import ModelVersion, make_model, read_version, registered

if TYPE_CHECKING:  # MLflow takes seconds to import: nothing loads it before it is used
    from mlflow import MlflowClient

__all__ = ["CandidateRun", "ModelVersion", "Registry", "RunRecord", "Validation"]

CHAMPION = "champion"
"""MLflow's alias of the version in service."""
_PAGE = 500


class Validation(NamedTuple):
    """A run's answers on the validation rows."""

    keys: NDArray[np.str_]
    """What names each row, shape (n_rows,)."""
    y_true: NDArray[np.str_]
    """Class name of each row."""
    probabilities: NDArray[np.float64]
    """Shape (n_rows, n_classes)."""
    labels: tuple[str, ...]
    """Class names, in the order of the probabilities."""


class Registry:
    """The candidates and versions of one project, in the MLflow at `tracking_uri`.

    Versions are of the MLflow model that has the project's name. Every method raises `TrackingError` when MLflow
    cannot be reached or refuses.
    """

    def __init__(self, tracking_uri: str, project: str) -> None:
        self.project = project
        self._tracking_uri = tracking_uri

    def candidates(self, *, failed: bool = False) -> list[CandidateRun]:
        """Return the newest finished run of each candidate, in the order of their names.

        With `failed`, a candidate whose newest run failed is there with that run too: its `error` says why.
        """
        with self._asking("The candidates") as client:
            experiment = client.get_experiment_by_name(self.project)
            if experiment is None:
                return []
            newest: dict[tuple[str, bool], CandidateRun] = {}
            seen: set[str] = set()
            for run in _runs(client, experiment.experiment_id):
                candidate = read_candidate(run)
                finished = run.info.status == "FINISHED"
                if finished or (failed and candidate.candidate not in seen):
                    newest.setdefault((candidate.candidate, finished), candidate)
                seen.add(candidate.candidate)
            versions = {version.run_id: str(version.version) for version in registered(client, self.project)}
        return [replace(newest[key], version=versions.get(newest[key].run_id)) for key in sorted(newest)]

    def candidate(self, name: str) -> CandidateRun:
        """Return the newest finished run of candidate `name`.

        Raises
        ------
        CandidateNotFoundError
            If there is none.
        """
        known = {candidate.candidate: candidate for candidate in self.candidates()}
        if name not in known:
            raise CandidateNotFoundError(name, list(known))
        return known[name]

    def run(self, run_id: str) -> CandidateRun:
        """Return one run, whatever became of it."""
        with self._asking(f"Run {run_id}") as client:
            return read_candidate(client.get_run(run_id))

    def runs_of(self, name: str) -> list[CandidateRun]:
        """Return every finished run of candidate `name`, the newest first."""
        with self._asking(f"The runs of '{name}'") as client:
            experiment = client.get_experiment_by_name(self.project)
            found = _runs(client, experiment.experiment_id) if experiment is not None else ()
            finished = [read_candidate(run) for run in found if run.info.status == "FINISHED"]
        return [candidate for candidate in finished if candidate.candidate == name]

    def params(self, run: CandidateRun) -> dict[str, Any]:
        """Return the parameters that the recipe was given, as they were."""
        with self._asking(f"The parameters of run {run.run_id}") as client, _scratch() as scratch:
            if INGREDIENTS not in {file.path for file in client.list_artifacts(run.run_id)}:
                return guess_params(run.params)
            return read_params(Path(client.download_artifacts(run.run_id, INGREDIENTS, str(scratch))))

    def run_of(self, version: str) -> CandidateRun:
        """Return the run that a registered version came from."""
        with self._asking(f"Version {version} of {self.project}") as client:
            found = client.get_model_version(self.project, version)
            return read_candidate(client.get_run(str(found.run_id)), version)

    def validation(self, run_id: str) -> Validation:
        """Return the answers of a run on the validation rows.

        Raises
        ------
        TrackingError
            If the run kept none, as failed ones do.
        """
        with self._asking(f"The validation answers of run {run_id}") as client, _scratch() as scratch:
            path = Path(client.download_artifacts(run_id, VALIDATION_FILE, str(scratch)))
            with np.load(path, allow_pickle=False) as stored:
                labels = tuple(str(label) for label in stored["labels"])
                return Validation(stored["keys"], stored["y_true"], stored["probabilities"], labels)

    def curves(self, run_id: str, section: str) -> dict[str, list[tuple[int, float]]]:
        """Return what a run recorded step by step in a section, e.g. 'learning': name → (step, value) by rising step.

        A name recorded once only is a curve of one point.
        """
        with self._asking(f"The course of run {run_id}") as client:
            names = [name for name in client.get_run(run_id).data.metrics if name.startswith(f"{section}/")]
            return {
                name.partition("/")[2]: sorted(
                    (int(point.step), float(point.value)) for point in client.get_metric_history(run_id, name)
                )
                for name in sorted(names)
            }

    @contextmanager
    def servable_folder(self, run_id: str) -> Iterator[Path]:
        """Give the folder of a run's servable for the length of a block; it is not to be written to.

        Raises
        ------
        TrackingError
            If the run has no servable.
        """
        with _scratch() as scratch:
            with self._asking(f"The servable of run {run_id}") as client:
                folder = _local_copy(client, self._model_location(client, run_id), scratch)
            yield folder

    def manifest(self, run_id: str) -> Manifest:
        """Return what a run's servable says of itself; nothing else of it is fetched.

        Raises
        ------
        TrackingError
            If the run has no servable.
        ServableError
            If it is no longer there, or unreadable.
        """
        with _scratch() as scratch:
            with self._asking(f"The manifest of run {run_id}") as client:
                found = _local_copy(client, self._model_location(client, run_id), scratch, f"{SERVABLE}/{MANIFEST}")
            return read_manifest(found.parent)

    def register(self, run_id: str) -> str:
        """Make a run's model a version of the project's model, and return its number; a second time changes nothing.

        Raises
        ------
        TrackingError
            If the run has no servable.
        """
        with self._asking(f"Run {run_id}, for registration,") as client:
            for version in registered(client, self.project):
                if version.run_id == run_id:
                    return str(version.version)
            location = self._model_location(client, run_id)
            candidate = read_candidate(client.get_run(run_id))
            make_model(client, self.project)
            made = client.create_model_version(
                self.project,
                # A server takes no path for a source, and a local database no address that it would ask a server for.
                source=f"models:/{candidate.model_id}" if self._tracking_uri.startswith("http") else location,
                run_id=run_id,
                tags={PREFIX + "candidate": candidate.candidate, PREFIX + "recipe": candidate.recipe},
                description=candidate.description[:1_000],
                model_id=candidate.model_id,
            )
            return str(made.version)

    def set_champion(self, version: str, who: str = "", why: str = "") -> None:
        """Give `version` the alias `champion`, and note on it who did it and why; also how one goes back."""
        with self._asking(f"Version {version} of {self.project}") as client:
            client.set_registered_model_alias(self.project, CHAMPION, version)
            for name, value in (("promoted_by", who), ("promoted_why", why)):
                if value:
                    client.set_model_version_tag(self.project, version, PREFIX + name, value[:1_000])

    def champion(self) -> str | None:
        """Return the version with the alias `champion`, or None before the first promotion."""
        return next((version.version for version in self.versions() if version.champion), None)

    def versions(self) -> list[ModelVersion]:
        """Return every registered version, the oldest first."""
        with self._asking(f"The versions of {self.project}") as client:
            found = sorted(registered(client, self.project), key=lambda version: int(version.version))
            champion = str(client.get_registered_model(self.project).aliases.get(CHAMPION)) if found else ""
        return [read_version(version, champion) for version in found]

    def record_test(self, run_id: str, metrics: Mapping[str, float]) -> None:
        """Add what the sealed test rows showed to the run, as its section `test`."""
        with self._asking(f"Run {run_id}") as client:
            log_section(client, run_id, "test", metrics)

    @contextmanager
    def _asking(self, what: str) -> Iterator[MlflowClient]:
        with tracked(f"{what} cannot be had from MLflow"):
            yield connect(self._tracking_uri)

    def _model_location(self, client: MlflowClient, run_id: str) -> str:
        candidate = read_candidate(client.get_run(run_id))
        if candidate.model_id is None:
            reason = candidate.not_servable or candidate.error or "it was recorded without one"
            raise TrackingError(f"Run {run_id} has no servable: {reason}")
        return str(client.get_logged_model(candidate.model_id).artifact_location)


def _runs(client: MlflowClient, experiment: str) -> Iterator[Any]:
    """Yield the runs that Vigie recorded, the newest first."""
    token = None
    while True:
        page = client.search_runs(
            [experiment],
            filter_string=f"tags.`{PREFIX}candidate` != ''",
            max_results=_PAGE,
            order_by=["attributes.start_time DESC"],
            page_token=token,
        )
        yield from page
        token = page.token
        if not token:
            return


def _local_copy(client: MlflowClient, location: str, scratch: Path, part: str = SERVABLE) -> Path:
    address = urlparse(location)
    if address.scheme in ("", "file"):
        return Path(unquote(address.path)) / "artifacts" / part
    from mlflow.artifacts import download_artifacts  # seconds to import

    found = download_artifacts(
        artifact_uri=f"{location}/artifacts/{part}", dst_path=str(scratch), tracking_uri=client.tracking_uri
    )
    return Path(found)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="vigie-mlflow-") as folder:
        yield Path(folder)
