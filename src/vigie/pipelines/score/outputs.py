"""Where a table of answers goes: a name on this machine, or an object in a bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import polars as pl

from vigie.buckets import is_bucket, shown_bucket, split_address, storage_options
from vigie.core.errors import OutputTakenError
from vigie.data.answers_table import is_delta, write_delta
from vigie.data.sources.places import Address
from vigie.pipelines.score.answer import BAD
from vigie.pipelines.score.forms import Columns, Csv, Delta, Form, form_of

WORK = "scores"
"""Folder, in a project's state, of what is done of tables that go to buckets."""


class Output(Protocol):
    """Where answers go, whole or not at all; its parts are kept on this machine until then."""

    shown: str
    """For people."""
    form: Form
    work: Path
    """Folder of the parts."""

    @property
    def bad(self) -> str:
        """Where the bad rows go."""
        ...

    def is_taken(self) -> bool:
        """Say whether something is there."""
        ...

    def is_at(self, source: Address) -> bool:
        """Say whether it, or its file of bad rows, would lie where the input does."""
        ...

    def put(self, parts: Sequence[Path], columns: Columns, job: str) -> None:
        """Make the table of its parts; doing it twice for one `job` changes nothing."""
        ...

    def put_bad(self, parts: Sequence[Path], job: str) -> None:
        """Make the file of bad rows; without a part, take away what an earlier table has left."""
        ...


class ToDisk:
    """A file or a folder on this machine; the parts lie beside it."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.shown, self.form, self.work = str(out), form_of(out), out.with_name(out.name + ".parts")

    @property
    def bad(self) -> str:
        return str(bad_path(self._out))

    def is_taken(self) -> bool:
        return self._out.exists()

    def is_at(self, source: Address) -> bool:
        return isinstance(source, Path) and source.resolve() in {
            self._out.resolve(), bad_path(self._out).resolve()
        }  # fmt: skip

    def put(self, parts: Sequence[Path], columns: Columns, job: str) -> None:
        self.form.join(parts, columns, self._out, job)

    def put_bad(self, parts: Sequence[Path], job: str) -> None:
        if parts:
            Csv(packed=False).join(parts, BAD, bad_path(self._out), job)
        else:
            bad_path(self._out).unlink(missing_ok=True)


class ToBucket:
    """An object in a bucket, or a Delta table; the parts, and the whole until it has been sent, lie in `state`."""

    def __init__(self, address: str, state: Path) -> None:
        self._address, self.shown = address, shown_bucket(address)
        self._folder, self._name = split_address(address)
        self.form = form_of(Path(self._name))
        self.work = state / WORK / hashlib.sha256(address.encode()).hexdigest()[:16]

    @property
    def bad(self) -> str:
        return f"{self.shown.rpartition('/')[0]}/{self._bad_name}"

    def is_taken(self) -> bool:
        if isinstance(self.form, Delta):
            return is_delta(self._address, storage_options(self._address))
        return self._folder.find(self._name) is not None

    def is_at(self, source: Address) -> bool:
        return str(source) in {self._address, f"{self._folder.address}/{self._bad_name}"}

    def put(self, parts: Sequence[Path], columns: Columns, job: str) -> None:
        if isinstance(self.form, Delta):
            options = storage_options(self._address)
            write_delta(parts, pl.DataFrame(schema=dict(columns)), self._address, job, options)
        else:
            self._send(self._name, self.form, parts, columns, job)

    def put_bad(self, parts: Sequence[Path], job: str) -> None:
        if parts:
            self._send(self._bad_name, Csv(packed=False), parts, BAD, job)
        else:
            self._folder.remove(self._bad_name)

    @property
    def _bad_name(self) -> str:
        return bad_path(Path(self._name)).name

    def _send(self, name: str, form: Form, parts: Sequence[Path], columns: Columns, job: str) -> None:
        whole = self.work / f"whole-{name}"
        form.join(parts, columns, whole, job)
        self._folder.send(name, whole)


def output_at(out: Address, source: Address, state: Path) -> Output:
    """Return where answers go, by a path or an address such as 's3://bucket/answers.parquet'.

    Parameters
    ----------
    state
        The project's own folder.

    Raises
    ------
    ScoreError
        If its name does not tell its form; OutputTakenError if it is where the input is.
    """
    in_bucket = isinstance(out, str) and is_bucket(out)
    made: Output = ToBucket(str(out), state) if in_bucket else ToDisk(Path(out))
    if made.is_at(source):
        raise OutputTakenError(made.shown, "it is the input")
    return made


def bad_path(out: Path) -> Path:
    """Return where the bad rows of a table of answers go.

    Examples
    --------
    >>> bad_path(Path("march/answers.csv.gz")).as_posix(), bad_path(Path("answers.delta")).as_posix()
    ('march/answers.bad.csv', 'answers.bad.csv')
    """
    name = out.name.removesuffix(".gz")
    return out.with_name(f"{Path(name).stem}.bad.csv")
