"""What an ingest did, in numbers: nothing that came in goes uncounted."""

from __future__ import annotations

from dataclasses import dataclass, field

from vigie.core.types import DatasetVersion, Split


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The outcome of one ingest.

    Every row read is counted in exactly one of `unlabelled`, `quarantined`, `duplicates`, `superseded`, `new`,
    `replaced` and `unchanged`.
    """

    source: str
    version: DatasetVersion
    changed: bool
    """False where the dataset already held these very rows: no new version was made."""
    rebuilt: bool
    """True where vigie.toml declares the rows otherwise than before, so the dataset was made anew."""
    rows_read: int
    new: int
    replaced: int
    """Rows whose key was there with other values."""
    unchanged: int
    duplicates: int
    """Rows left out because the very same row, key included, came before."""
    superseded: int
    """Rows left out because a later row of the source has the same key."""
    unlabelled: int
    quarantined: int
    reasons: tuple[tuple[str, int], ...]
    """Reason → rows, most frequent first; a row may have several."""
    unknown_labels: dict[str, int]
    """Label values that no class declares → rows (all in the quarantine)."""
    repeated_content: int
    """Kept rows whose features repeat another row's; they are in the same split."""
    conflicting_labels: int
    """Rows with the same features as another and a different label: kept or set aside, as declared."""
    straddling: int
    """Rows of given split files whose features are in another split's file too."""
    counts: dict[Split, dict[str, int]]
    """Split → label → rows of the version."""
    messages: tuple[str, ...] = field(default=())
    """Sentences for the person: what is worth knowing about these data."""
