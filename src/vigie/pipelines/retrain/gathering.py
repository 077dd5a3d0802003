"""What the next version of the dataset would hold: the version before, the source as it is now, reviewed labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vigie.core.errors import DataError
from vigie.core.project import Project
from vigie.core.types import DatasetVersion, Reporter
from vigie.data.columns import HASH, KEY, LABEL, SPLIT
from vigie.data.dataset import Dataset, Prospect
from vigie.data.decided import lay_over
from vigie.data.ingestion import SourceRows, declare, read_rows, set_aside
from vigie.ledger import Review
from vigie.pipelines.retrain.reviewed import ReviewedRows, reviewed_rows
from vigie.settings import Settings


@dataclass(frozen=True)
class Gathered:
    """The next version of the dataset, not stored yet."""

    frame: pl.DataFrame
    """What is to be stored."""
    prospect: Prospect
    reviewed: ReviewedRows
    source: str
    declaration: str
    former: DatasetVersion
    """The newest version when this was gathered."""
    read: SourceRows | None
    """None where the source was left alone."""

    @property
    def from_source(self) -> pl.DataFrame:
        """Rows of the source whose key was not there before."""
        if self.read is None:
            return self.frame.clear()
        return self.read.rows.join(self.prospect.before.select(KEY), on=KEY, how="anti")

    @property
    def altered(self) -> pl.DataFrame:
        """Rows of the source whose key was there with other contents."""
        if self.read is None:
            return self.frame.clear()
        contents = self.prospect.before.select(KEY, pl.col(HASH).alias("_former"))
        found = self.read.rows.join(contents, on=KEY, how="inner")
        return found.filter(pl.col(HASH) != pl.col("_former")).drop("_former")

    @property
    def unfamiliar(self) -> pl.DataFrame:
        """Rows of the source that no former version had: new ones, and those with other contents."""
        return pl.concat([self.from_source, self.altered], how="diagonal")

    @property
    def by_review(self) -> pl.DataFrame:
        """Rows that came by review and were not there before."""
        new = self.prospect.after.join(self.prospect.before.select(KEY), on=KEY, how="anti")
        return new.filter(pl.col(KEY).is_in(self.reviewed.rows[KEY].to_list()))

    def relabelled(self, *, by_review: bool) -> pl.DataFrame:
        """Return the rows that have another label than before: by a person's decision, or by the source's."""
        labels = self.prospect.before.select(KEY, pl.col(LABEL).alias("_former"))
        found = self.prospect.after.join(labels, on=KEY, how="inner").filter(pl.col(LABEL) != pl.col("_former"))
        decided = pl.col(HASH).is_in(list(self.reviewed.labels))
        return found.filter(decided if by_review else ~decided)

    @property
    def unseen(self) -> pl.DataFrame:
        """Answered and reviewed rows that no model is fitted on, and that are not sealed."""
        rows = self.prospect.after
        return rows.filter((pl.col(SPLIT) == "validation") & pl.col(HASH).is_in(list(self.reviewed.asked)))

    def counts(self) -> dict[str, Any]:
        """Return what people are told of it."""
        prospect = self.prospect
        return {
            "rows_before": prospect.before.height,
            "rows_after": prospect.after.height,
            "new_from_source": self.from_source.height,
            "altered_by_source": self.altered.height,
            "new_by_review": self.by_review.height,
            "relabelled_by_review": self.relabelled(by_review=True).height,
            "relabelled_by_source": self.relabelled(by_review=False).height,
            "reviewed_labels": len(self.reviewed.used),
            "reviewed_misfits": self.reviewed.misfits,
            "rebuilt": prospect.rebuilt,
            "labels_before": _labels(prospect.before),
            "labels_after": _labels(prospect.after),
        }

    def store(self, project: Project) -> None:
        """Store the version, and put the source's bad rows aside.

        Raises
        ------
        DataError
            If somebody else made a version meanwhile, or the disk is full. Then there is no new one of ours.
        """
        dataset = Dataset(project.dataset_folder)
        if dataset.version().content_hash != self.former.content_hash:
            raise DataError("Somebody else changed the data meanwhile.", remedy="Retrain again.")
        if not self.prospect.changed:
            return
        dataset.upsert(self.frame, self.source, features=project.schema.names, declaration=self.declaration)
        if self.read is not None:
            set_aside(project, self.read)


def gather(
    project: Project, settings: Settings, reviews: Sequence[Review], reporter: Reporter, *, read_source: bool
) -> Gathered:
    """Read the source again, lay the reviewed labels over it, and say what version that would make.

    A row whose content was reviewed has the label that people accepted, wherever it came from; its split is that of
    its content, so no row changes its split. A reviewed row that is not in the data becomes one of them.

    Raises
    ------
    DatasetNotFoundError
        Before the first ingest.
    SourceError, QuarantineShareError
        If the source cannot be read, or is bad. Nothing was changed.
    """
    dataset = Dataset(project.dataset_folder)
    read = read_rows(project, reporter, ademe_url=settings.ademe_url) if read_source else None
    with reporter.stage("Laying the reviewed labels over it"):
        version, known = dataset.version(), dataset.read_all()
        reviewed = reviewed_rows(project, reviews, known)
        former = dataset.declaration()
        declaration = former if read is None else declare(project)
        # Rows that were made otherwise mean something else: then there are the source's and the reviewed ones only.
        kept = known if declaration == former else known.clear()
        frame = _frame(kept, known.clear() if read is None else read.rows, reviewed)
        source = "; ".join([*([read.named] if read else []), *(["reviewed labels"] if reviewed.labels else [])])
        source = source or version.source
        prospect = dataset.foresee(frame, source, features=project.schema.names, declaration=declaration)
    return Gathered(frame, prospect, reviewed, source, declaration, version, read)


def _frame(known: pl.DataFrame, read: pl.DataFrame, reviewed: ReviewedRows) -> pl.DataFrame:
    """Return the source's rows, the other rows that a review relabels, and the rows that came by review."""
    others = known.join(read.select(KEY), on=KEY, how="anti").filter(pl.col(HASH).is_in(list(reviewed.labels)))
    there = pl.concat([lay_over(read, reviewed.labels), lay_over(others, reviewed.labels)], how="diagonal")
    return pl.concat([there, reviewed.rows.join(there.select(HASH), on=HASH, how="anti")], how="diagonal")


def _labels(rows: pl.DataFrame) -> dict[str, int]:
    return dict(rows[LABEL].value_counts().sort(LABEL).iter_rows())
