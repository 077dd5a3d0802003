"""`vigie ingest`: the source's rows, with the labels that people decided on laid over."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from vigie.core.project import Project
from vigie.core.types import Reporter
from vigie.data.dataset import Dataset
from vigie.data.ingest_report import IngestReport
from vigie.data.ingestion import ingest as ingest_rows
from vigie.ledger import open_ledger
from vigie.pipelines.retrain.reviewed import reviewed_rows
from vigie.settings import Settings

_SQLITE = "sqlite:///"


def ingest(project: Project, settings: Settings, reporter: Reporter, source: str | None = None) -> IngestReport:
    """Read, validate and version the data; see `vigie.data.ingestion.ingest`.

    A row that a retraining took with a reviewed label keeps it, whatever the source says.

    Raises
    ------
    LedgerUnavailableError
        If there are reviews and they cannot be read: without them the source's labels would come back.
    """
    return ingest_rows(project, reporter, source, ademe_url=settings.ademe_url, decided=_decided(project, settings))


def _decided(project: Project, settings: Settings) -> Mapping[str, str]:
    """Return content hash → label for what a retraining took already; what was decided since waits for the next."""
    url = settings.ledger or project.ledger_url
    dataset = Dataset(project.dataset_folder)
    if not dataset.exists() or (url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists()):
        return {}
    with closing(open_ledger(url)) as ledger:
        taken = [one for one in ledger.reviews.accepted() if one.dataset_version is not None]
    return reviewed_rows(project, taken, dataset.read_all()).labels if taken else {}
