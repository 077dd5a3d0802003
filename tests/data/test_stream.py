"""Tables read piece by piece: every form gives the same rows as when it is read whole, wherever one goes on from."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from deltalake import write_deltalake
from hypothesis import given
from hypothesis import strategies as st

from vigie.core.errors import SourceError
from vigie.core.project import Data
from vigie.data.sources.csv_blocks import CsvBlocks
from vigie.data.sources.csv_text import parse_csv
from vigie.data.sources.stream import Stream

DATA = Data(source="")
_FIELD = st.text(st.sampled_from('ab é,;"\n\r\t 😀'), max_size=6)


def every(names: Sequence[str]) -> dict[str, str]:
    return {name: name for name in names}


def rows_of(blocks: CsvBlocks | Stream, batch: int = 3, skip: int = 0) -> list[tuple[int, tuple[str | None, ...]]]:
    return [
        (int(number), row)
        for chunk in blocks.chunks(every, batch, skip)
        for number, row in zip(chunk.numbers, chunk.frame.iter_rows(), strict=True)
    ]


def read(path: Path, batch: int = 3, skip: int = 0) -> list[tuple[int, tuple[str | None, ...]]]:
    with Stream(path, DATA) as stream:
        found = rows_of(stream, batch, skip)
        assert stream.position == stream.size
    return found


def fingerprint(path: Path) -> dict[str, object]:
    with Stream(path, DATA) as stream:
        return stream.fingerprint()


def write_rows(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["x", "y"], *rows])
    return text.getvalue()


@given(st.lists(st.tuples(_FIELD, _FIELD), min_size=1, max_size=30), st.integers(0, 31), st.booleans())
def test_csv_blocks_gives_what_is_read_whole_from_any_place(rows: list[tuple[str, str]], skip: int, unix: bool) -> None:
    text = write_rows(rows).replace("\r\n", "\n") if unix else write_rows(rows)
    whole = parse_csv(text, "here").frame.rows()
    found = rows_of(CsvBlocks(io.BytesIO(text.encode()), "here"), skip=skip)
    assert found == list(enumerate(whole, 1))[skip:]


@given(st.text(st.sampled_from('a,"\n\r'), max_size=40))
def test_csv_blocks_of_any_bytes_agrees_with_pythons_reader_or_refuses(text: str) -> None:
    content = "x,y\n" + text + "\nb,b\n"
    try:
        records = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error:
        with pytest.raises(SourceError):
            rows_of(CsvBlocks(io.BytesIO(content.encode()), "here"))
        return
    records = [record for record in records if record][1:]
    chunks = list(CsvBlocks(io.BytesIO(content.encode()), "here").chunks(every, 3))
    good = [tuple(value or None for value in record) for record in records if len(record) == 2]
    assert [row for chunk in chunks for row in chunk.frame.iter_rows()] == good
    places = [*(int(n) for chunk in chunks for n in chunk.numbers), *(n for chunk in chunks for n, _ in chunk.broken)]
    assert sorted(places) == list(range(1, len(records) + 1))


def test_csv_blocks_many_blocks_with_stray_quotes_and_ragged_rows_loses_none() -> None:
    lines = [f'{number},"text {number}, with\na break"' for number in range(30_000)]
    lines[20_000] = '20000,a 5" disk'
    lines[25_000] = "25000"
    content = ("id,text\n" + "\n".join(lines) + "\n").encode()
    chunks = list(CsvBlocks(io.BytesIO(content), "here").chunks(every, 1_000))
    assert [value for chunk in chunks for value in chunk.frame["id"]] == [
        str(number) for number in range(30_000) if number != 25_000
    ]
    assert [(place, row.reason) for chunk in chunks for place, row in chunk.broken] == [
        (25_001, "row has too few fields")
    ]
    assert len(chunks) > 10
    resumed = rows_of(CsvBlocks(io.BytesIO(content), "here"), 1_000, 27_123)
    assert [number for number, _ in resumed] == list(range(27_124, 30_001))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_csv_blocks_other_encoding_is_obeyed(encoding: str) -> None:
    content = "id;text\r\n1;été\r\n".encode(encoding)
    declared = encoding if encoding == "cp1252" else "utf-8"
    assert rows_of(CsvBlocks(io.BytesIO(content), "here", encoding=declared)) == [(1, ("1", "été"))]


def test_csv_blocks_not_its_encoding_is_refused() -> None:
    with pytest.raises(SourceError, match="no UTF-8"):
        rows_of(CsvBlocks(io.BytesIO(b"id\n\xff\xfa\n"), "here"))


def make_table(folder: Path, form: str) -> Path:
    frame = pl.DataFrame({"id": range(1, 101), "text": [f"row {number}" for number in range(1, 101)]})
    path = folder / f"rows.{form}"
    if form == "delta":
        for start in (0, 40, 70):
            write_deltalake(path, frame[start : start + (40 if start == 0 else 30)], mode="append")
    elif form == "parquet":
        frame.write_parquet(path, row_group_size=16)
    elif form == "csv.gz":
        path.write_bytes(gzip.compress(frame.write_csv().encode()))
    else:
        frame.write_csv(path)
    return path


@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet", "delta"])
@pytest.mark.parametrize("skip", [0, 1, 39, 40, 99, 100])
def test_stream_every_form_goes_on_from_any_place(tmp_path: Path, form: str, skip: int) -> None:
    path = make_table(tmp_path, form)
    order = [row for _, row in read(path, 7)]
    assert sorted(int(row[0] or 0) for row in order) == list(range(1, 101))
    assert read(path, 7, skip) == list(enumerate(order, 1))[skip:]


@pytest.mark.parametrize("form", ["csv", "parquet", "delta"])
def test_stream_fingerprint_of_other_rows_differs(tmp_path: Path, form: str) -> None:
    (tmp_path / "a").mkdir()
    first = make_table(tmp_path / "a", form)
    (tmp_path / "b").mkdir()
    other = make_table(tmp_path / "b", form)
    if form == "delta":
        write_deltalake(other, pl.DataFrame({"id": [101], "text": ["x"]}), mode="append")
    else:
        content = bytearray(other.read_bytes())
        content[len(content) // 3] ^= 1
        other.write_bytes(bytes(content))
    assert fingerprint(other) != fingerprint(first) == fingerprint(first)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.csv", None, "there is no such file"),
        ("empty.csv", b"", "it is empty"),
        ("rows.png", b"x", "no CSV, Parquet or Delta"),
        ("rows.parquet", b"PAR1", "no whole Parquet"),
        ("cut.csv.gz", gzip.compress(b"a,b\n1,2\n" * 9_000)[:-20], "cut off"),
        ("open.csv", b'a,b\n1,"2\n', "never closed"),
    ],
)
def test_stream_what_cannot_be_read_is_told(tmp_path: Path, name: str, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=told):
        read(tmp_path / name)
