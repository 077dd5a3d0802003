"""Sources, validation, dataset versions."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import VigieError, hint, listed


class DataError(VigieError):
    """Something is wrong with the data."""


class SourceError(DataError):
    def __init__(self, source: str, reason: str, *, remedy: str | None = None) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"The source {source} cannot be read: {reason}.", remedy=remedy)


class ColumnNotFoundError(DataError, KeyError):
    def __init__(
        self,
        column: str,
        source: str,
        available: Sequence[str],
        remedy: str = "Set `column = …` for it in vigie.toml, or mend the file.",
    ) -> None:
        self.column = column
        self.source = source
        self.available = tuple(available)
        super().__init__(
            f"Column '{column}' is not in {source}.{hint(column, available)} It has: {listed(available)}.",
            remedy=remedy,
        )

    __str__ = Exception.__str__  # KeyError would show the text in quotes


class QuarantineShareError(DataError):
    def __init__(self, bad: int, total: int, allowed: float, reasons: Sequence[tuple[str, int]]) -> None:
        self.bad, self.total, self.allowed, self.reasons = bad, total, allowed, tuple(reasons)
        most = listed((f"{reason} ({count})" for reason, count in reasons), limit=5)
        super().__init__(
            f"{bad} of {total} rows are bad ({bad / max(total, 1):.1%}; at most {allowed:.1%} may be): {most}."
            " Nothing was changed.",
            remedy="Mend the source or the schema, or raise data.max_quarantine in vigie.toml.",
        )


class DatasetNotFoundError(DataError):
    def __init__(self, what: str, versions: Sequence[int] = ()) -> None:
        self.versions = tuple(versions)
        known = f" Versions: {listed(map(str, versions))}." if versions else ""
        super().__init__(f"{what} is not there.{known}", remedy=None if versions else "Run 'vigie ingest' first.")


class SealedTestError(DataError):
    def __init__(self) -> None:
        super().__init__(
            "The test rows are sealed: they take no part in building or choosing a model.",
            remedy="They are opened, once and on record, by 'vigie promote'.",
        )
