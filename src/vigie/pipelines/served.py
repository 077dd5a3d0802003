"""A finished model by name, as it would be served, and the validation rows that it was measured on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vigie.core.errors import DatasetNotFoundError, NoChampionError
from vigie.core.project import Project
from vigie.data.columns import SPLIT
from vigie.data.dataset import Dataset
from vigie.pipelines.published import published
from vigie.pipelines.rows import LabelledRows, labelled
from vigie.servable.folder import load_servable
from vigie.servable.servable import Servable
from vigie.settings import Settings
from vigie.tracking.registry import Registry

CHAMPION = "champion"
"""Stands for the candidate in service, whatever its name."""


@dataclass(frozen=True)
class Served:
    """A loaded model, and the dataset version that it was measured on."""

    name: str
    servable: Servable
    frame: pl.DataFrame
    """The validation rows of that version, every column of the dataset."""

    @property
    def rows(self) -> LabelledRows:
        return labelled(self.frame, self.servable.schema)


def find_served(project: Project, settings: Settings, name: str) -> Served:
    """Return a trained candidate, or with `champion` the model in service.

    Raises
    ------
    CandidateNotFoundError
        If no candidate of that name was trained.
    NoChampionError
        If there is none.
    TrackingError
        If the candidate has no servable.
    DatasetNotFoundError
        If the dataset version that it was trained on is gone.
    """
    servable = find_servable(project, settings, name)
    manifest = servable.manifest
    return Served(manifest.name, servable, validation_frame(project, manifest.provenance.dataset_version))


def find_servable(project: Project, settings: Settings, name: str) -> Servable:
    """Return the compiled form of a trained candidate, or with `champion` of the model in service.

    Raises
    ------
    CandidateNotFoundError
        If no candidate of that name was trained.
    NoChampionError
        If there is none.
    TrackingError
        If the candidate has no servable.
    """
    if name == CHAMPION:
        return load_champion(project, settings)
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    with registry.servable_folder(registry.candidate(name).run_id) as folder:
        return load_servable(folder)


def load_champion(project: Project, settings: Settings) -> Servable:
    """Return the model in service.

    Raises
    ------
    NoChampionError
        Before the first promotion.
    """
    store = published(project, settings)
    if store.champion() is None:
        raise NoChampionError
    return store.load_champion()


def validation_frame(project: Project, version: int | None) -> pl.DataFrame:
    """Return the validation rows of a dataset version, by default the newest, with every column.

    Raises
    ------
    DatasetNotFoundError
        If there is no such version, or no validation row in it.
    """
    frame = Dataset(project.dataset_folder).read(version, splits=("validation",))
    frame = frame.filter(frame[SPLIT] == "validation")
    if not frame.height:
        raise DatasetNotFoundError(f"A validation row in version {version} of the dataset")
    return frame
