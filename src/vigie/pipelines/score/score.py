"""`vigie score`: a table answered by a model, in constant memory, each row once however often it is stopped."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from vigie.core.errors import BucketError, OutputStoppedError, OutputTakenError, ServableError
from vigie.core.file_lock import locked
from vigie.core.project import Project
from vigie.core.types import Reporter, Stage
from vigie.data.columns import declared_columns
from vigie.data.sources.places import Address
from vigie.data.sources.stream import Stream
from vigie.pipelines.score.answer import Answered, Layout, answer
from vigie.pipelines.score.forms import put_in_place
from vigie.pipelines.score.journal import Journal, Part
from vigie.pipelines.score.outputs import Output, output_at
from vigie.pipelines.served import CHAMPION, find_servable
from vigie.servable.servable import Servable
from vigie.settings import Settings

BATCH = 50_000
_WORDS = {
    "input": "its input has changed since",
    "model": "another model has begun it",
    "columns": "its columns were others",
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A table of answers that is finished."""

    out: str
    """Path or address."""
    rows: int
    """Records of the input."""
    good: int
    bad: int
    bad_file: str | None
    reasons: Mapping[str, int]
    """Why rows were set aside → rows, most frequent first."""
    resumed: int
    """Records that were done with before this run."""
    version: str
    seconds: float


def score(
    project: Project,
    settings: Settings,
    source: Address,
    out: Address,
    reporter: Reporter,
    *,
    model: str = CHAMPION,
    keep: bool = False,
    batch: int = BATCH,
    fresh: bool = False,
) -> Scored:
    """Answer every row of a table by a compiled model, and write the answers.

    Stopped at any moment, the same call goes on where it was: parts that are done are listed in a journal beside
    `out` (in the project's state, where `out` is in a bucket), and `out` itself appears when it is whole.

    Parameters
    ----------
    source
        CSV (gzipped or not), Parquet or a Delta table, on this machine or as 's3://bucket/rows.csv'.
    out
        The same, by its name: .csv, .csv.gz, .parquet, .delta; here or in a bucket.
    model
        A trained candidate, or 'champion'.
    keep
        Whether the input's own columns go before the answers'.
    batch
        Rows answered and written at once, about.
    fresh
        Begin again, and replace what is under the name.

    Raises
    ------
    SourceError
        If the input cannot be read.
    OutputTakenError
        If something else is under the name, or was begun there.
    OutputStoppedError
        If the answers cannot be written; what is done is kept.
    """
    output = output_at(out, source, project.state)
    servable = find_servable(project, settings, model)
    _check_schema(servable, project)
    with _told(output), _work_in(output) as journal:
        if fresh:
            _forget(output, journal)
        with Stream(source, project.file.data, version=_version_of(journal)) as stream:
            job = _Job(project, servable, stream, output, journal, keep=keep)
            began, resumed = perf_counter(), job.open(replace=fresh)
            with reporter.stage(f"Answering {stream.name}", total=stream.size) as stage:
                job.run(stage, batch)
            bad_file = job.finish()
    return _scored(output, job, bad_file, resumed, perf_counter() - began)


class _Job:
    """One table on its way."""

    def __init__(
        self,
        project: Project,
        servable: Servable,
        stream: Stream,
        output: Output,
        journal: Journal,
        *,
        keep: bool,
    ) -> None:
        self.project, self.servable, self.stream = project, servable, stream
        self.output, self.journal = output, journal
        data, names = project.file.data, stream.names
        self.wanted = declared_columns(names, project.schema, data)
        key = data.key if data.key is not None and _has(data.key, self.wanted) else None
        self.layout = Layout(key, tuple(names) if keep else (), servable.labels)
        self.version = version_of(servable)

    def open(self, *, replace: bool) -> int:
        """Begin, or find what was begun; return the records that are done with."""
        facts = {
            "input": self.stream.fingerprint(),
            "model": {"version": self.version, "digest": _digest(self.servable)},
            "columns": list(self.layout.columns),
        }
        if not self.journal.facts:
            if self.output.is_taken() and not replace:
                raise OutputTakenError(self.output.shown, "it is there already")
            self.journal.begin({**facts, "job": uuid4().hex})
        for name, words in _WORDS.items():
            if self.journal.facts.get(name) != facts[name]:
                raise OutputTakenError(self.output.shown, f"its answers are half done, and {words}")
        return self.journal.last

    def run(self, stage: Stage, batch: int) -> None:
        """Answer what is left."""
        data, schema = self.project.file.data, self.project.schema
        progress = _Progress(stage, self.stream, self.journal)
        for chunk in self.stream.chunks(lambda _: self.wanted, batch, self.journal.last):
            found = answer(chunk, schema, data, self.layout, self.servable.predict_columns, self.version)
            self._keep(found, chunk.last)
            progress.tell()

    def finish(self) -> str | None:
        """Make the table of its parts, and the file of bad rows if there are any, which is returned."""
        parts = self.journal.parts
        bad = [self._path(part.number, ".bad.csv") for part in parts if part.bad]
        job = str(self.journal.facts["job"])
        self.output.put_bad(bad, job)
        good = [self._path(part.number, self.output.form.suffix) for part in parts]
        self.output.put(good, self.layout.columns, job)
        shutil.rmtree(self.output.work, ignore_errors=True)
        return self.output.bad if bad else None

    def _keep(self, found: Answered, last: int) -> None:
        """Write a part's files, then the line that makes them count."""
        number = len(self.journal.parts) + 1
        form = self.output.form
        _write(self._path(number, form.suffix), form.content(found.good))
        if found.bad.height:
            _write(self._path(number, ".bad.csv"), found.bad.write_csv(include_header=False).encode())
        self.journal.add(Part(number, last, found.good.height, found.bad.height, found.reasons))

    def _path(self, number: int, suffix: str) -> Path:
        return self.output.work / f"{number:06}{suffix}"


class _Progress:
    """Tells how far it is, and how fast."""

    def __init__(self, stage: Stage, stream: Stream, journal: Journal) -> None:
        self._stage, self._stream, self._journal = stage, stream, journal
        self._began, self._before, self._position = perf_counter(), journal.last, 0.0

    def tell(self) -> None:
        rows, bad = self._journal.last, sum(part.bad for part in self._journal.parts)
        rate = (rows - self._before) / max(perf_counter() - self._began, 1e-9)
        aside = f", {bad:,} set aside" if bad else ""
        self._stage.advance(self._stream.position - self._position, f"{rows:,} rows, {rate:,.0f} rows/s{aside}")
        self._position = self._stream.position


def version_of(servable: Servable) -> str:
    """Return what answers name as the model they come from: its version, or the run where it was never published."""
    manifest = servable.manifest
    return manifest.version or f"{manifest.name}@{manifest.provenance.run_id}"


def _check_schema(servable: Servable, project: Project) -> None:
    if servable.manifest.schema_fingerprint != project.schema.fingerprint():
        raise ServableError(
            f"{version_of(servable)} was made for another schema than the project's.",
            remedy="Train and promote with the present vigie.toml, or bring the former one back.",
        )


@contextmanager
def _told(output: Output) -> Iterator[None]:
    """Tell of a full disk, a bucket that is away, or whatever else there is against going on, in one message."""
    try:
        yield
    except (OSError, BucketError) as error:
        journal = Journal(output.work / "journal.jsonl")
        journal.read()
        reason = error.message.rstrip(".") if isinstance(error, BucketError) else error.strerror or str(error)
        raise OutputStoppedError(output.shown, reason, journal.last) from error


@contextmanager
def _work_in(output: Output) -> Iterator[Journal]:
    work = output.work
    work.mkdir(parents=True, exist_ok=True)
    with locked(work.with_name(f".{work.name}.lock"), wait=False) as held:
        if not held:
            raise OutputTakenError(output.shown, "another 'vigie score' is making it")
        journal = Journal(work / "journal.jsonl")
        journal.read()
        try:
            yield journal
        finally:
            if not journal.parts:  # nothing is done, so there is nothing to go on with
                shutil.rmtree(work, ignore_errors=True)
            work.with_name(f".{work.name}.lock").unlink(missing_ok=True)


def _forget(output: Output, journal: Journal) -> None:
    shutil.rmtree(output.work)
    output.work.mkdir()
    journal.parts, journal.facts = [], {}
    output.put_bad([], "")


def _version_of(journal: Journal) -> int | None:
    """Return the version of the Delta table that was begun with: its newest may have come since."""
    version: int | None = journal.facts.get("input", {}).get("version")
    return version


def _has(key: str, wanted: Mapping[str, str]) -> bool:
    from vigie.data.columns import tidy_name

    return key in wanted.values() or tidy_name(key) in wanted.values()


def _digest(servable: Servable) -> str:
    return hashlib.sha256(servable.manifest.model_dump_json().encode()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}")
    try:
        fresh.write_bytes(content)
        put_in_place(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _scored(output: Output, job: _Job, bad_file: str | None, resumed: int, seconds: float) -> Scored:
    parts = job.journal.parts
    reasons: Counter[str] = Counter()
    for part in parts:
        reasons.update(part.reasons)
    good, bad = sum(part.good for part in parts), sum(part.bad for part in parts)
    return Scored(
        output.shown, job.journal.last, good, bad, bad_file, dict(reasons.most_common()), resumed, job.version, seconds
    )
