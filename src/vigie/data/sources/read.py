"""From a source as the user wrote it to its rows: which reader it needs."""

from __future__ import annotations

from pathlib import Path

from vigie.core.project import Project
from vigie.core.types import Reporter
from vigie.data.sources.files import Reading, read_file
from vigie.data.sources.raw import RawTable


def read_source(project: Project, source: str, reporter: Reporter) -> RawTable:
    """Return the rows of a source as texts, with the records that were no rows.

    Parameters
    ----------
    source
        As written in vigie.toml or on the command line: a path (relative to the project), a URL, an archive,
        either with '#member' to name one file inside, or 'ademe:DATASET'.

    Raises
    ------
    SourceError
        If it cannot be read whole.
    """
    data = project.file.data
    how = Reading(format=data.format, encoding=data.encoding, columns=data.columns)
    table = read_file(Path(project.source_path(source)), source, how)
    return table if data.limit is None else RawTable(table.frame.head(data.limit), table.broken, table.open_columns)
