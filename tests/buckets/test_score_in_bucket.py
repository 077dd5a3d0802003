"""Tables answered from a bucket into a bucket: piece by piece, whole or not at all, and gone on with after a stop."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake
from typer.testing import CliRunner

from vigie import buckets
from vigie.buckets import Bucket
from vigie.cli.commands import app
from vigie.core.errors import OutputStoppedError, OutputTakenError, SourceError
from vigie.core.project import Project, load_project
from vigie.core.types import Silent, Stage
from vigie.pipelines.score.score import score
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.store import Store
from vigie.settings import Settings

from .conftest import S3

PROJECT = """
name = "moods"
data = { source = "unused.csv", key = "id" }
[target]
column = "mood"
classes = ["negative", "other"]
[features.text]
type = "text"
"""
ROWS = 100
PLAIN = {"allow_http": "true"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose champion answers 0.25 and 0.75."""
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    made = load_project(tmp_path)
    facts = Facts(name="prior", recipe="dummy", project="moods")
    save_servable(tmp_path / "candidate", PriorRuntime(np.array([0.25, 0.75])), made.schema, [{"text": "a"}], facts)
    store = Store(made.store_folder)
    store.publish(tmp_path / "candidate", "1")
    store.set_champion("1")
    return made


def frame(first: int = 0) -> pl.DataFrame:
    return pl.DataFrame({"id": [f"k{first + place}" for place in range(ROWS)], "text": ["late again"] * ROWS})


def put_input(bucket: str, form: str) -> str:
    if form == "delta":
        write_deltalake(f"{bucket}/rows", frame(), storage_options=PLAIN)
        return f"{bucket}/rows"
    content = io.BytesIO()
    if form == "parquet":
        frame().write_parquet(content, row_group_size=30)
    else:
        frame().write_csv(content)
    packed = gzip.compress(content.getvalue()) if form == "csv.gz" else content.getvalue()
    Bucket(bucket).write(f"rows.{form}", packed)
    return f"{bucket}/rows.{form}"


def answers_in(bucket: str, form: str) -> pl.DataFrame:
    if form == "delta":
        return pl.DataFrame(DeltaTable(f"{bucket}/answers.delta", storage_options=PLAIN).to_pyarrow_table())
    kept = Bucket(bucket).read(f"answers.{form}")
    assert kept is not None
    return pl.read_parquet(kept.content) if form == "parquet" else pl.read_csv(kept.content)


class Breaking(Silent):
    """Does something after so many parts."""

    def __init__(self, parts: int, work: Callable[[], None]) -> None:
        self._parts, self._work = parts, work

    @contextmanager
    def stage(self, title: str, total: float | None = None) -> Iterator[Stage]:
        outer = self

        class Counting:
            def advance(self, amount: float = 1, note: str = "") -> None:
                outer._parts -= 1
                if outer._parts == 0:
                    outer._work()

        yield Counting()


def stop() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet", "delta"])
def test_score_reads_and_writes_every_form_in_a_bucket_and_goes_on_after_a_stop(
    bucket: str, project: Project, form: str
) -> None:
    source, out = put_input(bucket, form), f"{bucket}/answers.{form}"
    with pytest.raises(KeyboardInterrupt):
        score(project, Settings(), source, out, Breaking(2, stop), batch=20)
    assert not Bucket(bucket).names("answers")
    done = score(project, Settings(), source, out, Silent(), batch=20)
    assert 0 < done.resumed < ROWS
    assert (done.out, done.good, done.bad_file) == (out, ROWS, None)
    answers = answers_in(bucket, form)
    assert answers["id"].sort().to_list() == frame()["id"].sort().to_list()
    assert set(answers["probability_other"]) == {0.75}
    assert not any(path.is_dir() for path in (project.state / "scores").iterdir())
    with pytest.raises(OutputTakenError, match="it is there already"):
        score(project, Settings(), source, out, Silent())
    assert score(project, Settings(), source, out, Silent(), fresh=True).good == ROWS


def test_score_in_a_bucket_sets_bad_rows_aside_beside_the_answers(bucket: str, project: Project) -> None:
    Bucket(bucket).write("rows.csv", b"id,text\n1,late\n2,\n")
    arguments = ["score", f"{bucket}/rows.csv", f"{bucket}/answers.csv", "--project", str(project.root)]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0, told.output
    assert f"{bucket}/answers.bad.csv" in told.output.replace("\n", "")
    bad = Bucket(bucket).read("answers.bad.csv")
    assert bad is not None
    assert b"text is missing" in bad.content


def test_score_into_a_bucket_that_is_not_there_keeps_what_is_done(
    bucket: str, server: S3, project: Project, tmp_path: Path
) -> None:
    source, name = tmp_path / "rows.csv", bucket.split("/")[2] + "-new"
    frame().write_csv(source)
    with pytest.raises(OutputStoppedError, match="100 rows are done, and are kept"):
        score(project, Settings(), source, f"s3://{name}/answers.csv", Silent())
    server.client().create_bucket(Bucket=name)  # type: ignore[attr-defined]  # it is made at run time
    assert score(project, Settings(), source, f"s3://{name}/answers.csv", Silent()).resumed == ROWS


def test_score_of_an_object_that_is_replaced_meanwhile_stops(
    bucket: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "_PIECE", 1 << 17)
    content = frame().write_csv().encode()
    Bucket(bucket).write("rows.csv", content * 1_000)
    replace = Breaking(1, lambda: Bucket(bucket).write("rows.csv", content))
    with pytest.raises(OutputStoppedError, match=r"rows\.csv was replaced while it was read"):
        score(project, Settings(), f"{bucket}/rows.csv", tmp_path / "answers.csv", replace, batch=5_000)
    with pytest.raises(OutputTakenError, match="its input has changed since"):
        score(project, Settings(), f"{bucket}/rows.csv", tmp_path / "answers.csv", Silent())


def test_score_of_what_is_not_there_and_into_itself_is_told(bucket: str, project: Project, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such object"):
        score(project, Settings(), f"{bucket}/none.csv", tmp_path / "answers.csv", Silent())
    with pytest.raises(OutputTakenError, match="it is the input"):
        score(project, Settings(), f"{bucket}/rows.csv", f"{bucket}/rows.csv", Silent())
