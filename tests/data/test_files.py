from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from vigie.core.errors import SourceError
from vigie.data.sources.files import Reading, decode, gunzip, read_bytes
from vigie.data.sources.json_text import parse_jsonl
from vigie.data.sources.read import read_content, split_member

CSV = b"id,text\n1,hello\n"
ROWS = [("1", "hello")]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def tarred(mode: str, members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]  # the mode is a parameter
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def test_read_bytes_gzip_is_unpacked() -> None:
    assert read_bytes(gzip.compress(CSV), "rows.csv.gz", "x", Reading()).frame.rows() == ROWS


def test_read_bytes_cut_gzip_is_an_error() -> None:
    with pytest.raises(SourceError, match="gzip file is cut off"):
        read_bytes(gzip.compress(CSV * 1000)[:-20], "rows.csv.gz", "x", Reading())


def test_read_bytes_damaged_gzip_is_an_error() -> None:
    content = bytearray(gzip.compress(bytes(range(256)) * 50))
    content[200:220] = b"\xff" * 20
    with pytest.raises(SourceError, match="gzip file is"):
        read_bytes(bytes(content), "rows.csv.gz", "x", Reading())


def test_gunzip_more_than_allowed_is_refused() -> None:
    with pytest.raises(SourceError, match="unpacks to more than 1 MB"):
        gunzip(gzip.compress(b"a" * 3_000_000), "x", 1 << 20)


def test_read_bytes_unknown_name_asks_for_the_format() -> None:
    with pytest.raises(SourceError, match=r"Set data\.format"):
        read_bytes(CSV, "rows", "x", Reading())
    assert read_bytes(CSV, "rows", "x", Reading(format="csv")).frame.rows() == ROWS


def test_decode_other_encoding_names_the_byte_and_the_way_out() -> None:
    content = "texte\nd'été\n".encode("cp1252")

    with pytest.raises(SourceError, match=r"byte 8 \(line 2\) is no UTF-8.*data\.encoding"):
        decode(content, "utf-8", "x")
    assert decode(content, "cp1252", "x") == "texte\nd'été\n"


def test_decode_byte_order_marks_are_obeyed_and_removed() -> None:
    assert decode("é".encode("utf-8-sig"), "utf-8", "x") == "é"
    assert decode("é".encode("utf-16"), "utf-8", "x") == "é"


def test_decode_binary_is_no_text() -> None:
    with pytest.raises(SourceError, match="it is no text file"):
        decode(b"PNG\x00\x01", "utf-8", "x")


def test_read_bytes_parquet_values_become_their_texts() -> None:
    buffer = io.BytesIO()
    pl.DataFrame(
        {"id": [570306133677760513], "year": [1985.0], "day": [date(2015, 2, 24)], "ok": [True], "tags": [["a"]]}
    ).write_parquet(buffer)

    frame = read_bytes(buffer.getvalue(), "rows.parquet", "x", Reading()).frame

    assert frame.rows() == [("570306133677760513", "1985.0", "2015-02-24", "true", "['a']")]


def test_read_bytes_parquet_without_footer_is_an_error() -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"id": list(range(1000))}).write_parquet(buffer)
    with pytest.raises(SourceError, match="no whole Parquet file"):
        read_bytes(buffer.getvalue()[:-40], "rows.parquet", "x", Reading())


def test_parse_jsonl_keys_may_differ_and_numbers_stay_exact() -> None:
    table = parse_jsonl('{"id": 570306133677760513, "x": 1985.0}\n\n{"y": true, "id": 2}\n', "x")

    assert table.frame.rows(named=True) == [
        {"id": "570306133677760513", "x": "1985.0", "y": None},
        {"id": "2", "x": None, "y": "true"},
    ]


def test_parse_jsonl_broken_line_is_set_aside_and_a_broken_end_is_an_error() -> None:
    table = parse_jsonl('{"a": 1}\n{oops}\n[1]\n{"a": 2}\n', "x")
    assert [(row.line, row.raw) for row in table.broken] == [(2, "{oops}"), (3, "[1]")]
    assert table.frame.height == 2

    with pytest.raises(SourceError, match="its last line, 2, breaks off"):
        parse_jsonl('{"a": 1}\n{"a": 2, "b', "x")


def test_parse_jsonl_one_list_of_records_is_read_too() -> None:
    assert parse_jsonl(json.dumps([{"a": 1}, {"a": 2}]), "x").frame["a"].to_list() == ["1", "2"]
    with pytest.raises(SourceError, match="no whole JSON"):
        parse_jsonl('[{"a": 1},', "x")


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:bz2", "w:xz"])
def test_read_content_tar_with_one_data_file_is_read(mode: str) -> None:
    content = tarred(mode, {"README.md": b"x", "data/rows.csv": CSV})

    assert read_content(content, "all.tar.gz", None, "x", Reading()).frame.rows() == ROWS


def test_read_content_zip_with_one_data_file_is_read() -> None:
    content = zipped(rows__csv=CSV, notes__md=b"x", **{"__MACOSX/._rows__csv": b"junk"})

    assert read_content(content, "all.zip", None, "x", Reading()).frame.rows() == ROWS


def test_read_content_gzipped_member_is_unpacked_too() -> None:
    content = zipped(**{"rows.csv.gz": gzip.compress(CSV)})

    assert read_content(content, "all.zip", None, "x", Reading()).frame.rows() == ROWS


def test_read_content_zip_with_several_asks_which() -> None:
    content = zipped(**{"a/train.csv": CSV, "a/test.csv": CSV.replace(b"hello", b"bye")})

    with pytest.raises(SourceError, match=r"holds 2: a/train.csv, a/test.csv\. Name one: all.zip#a/train.csv"):
        read_content(content, "all.zip", None, "all.zip", Reading())
    with pytest.raises(SourceError, match=r"'tset.csv' is not in the archive"):
        read_content(content, "all.zip", "tset.csv", "all.zip", Reading())
    assert read_content(content, "all.zip", "test.csv", "x", Reading()).frame["text"].to_list() == ["bye"]


def test_read_content_member_that_leads_outside_is_read_in_memory_only(tmp_path: Path) -> None:
    content = zipped(**{"../../evil.csv": CSV})

    assert read_content(content, "all.zip", None, "x", Reading()).frame.rows() == ROWS
    assert not list(tmp_path.parent.rglob("evil.csv"))


def test_read_content_links_in_a_tar_are_passed_over() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("rows.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(SourceError, match="holds 0: none"):
        read_content(buffer.getvalue(), "all.tar", None, "x", Reading())


def test_read_content_bomb_is_refused() -> None:
    content = zipped(rows__csv=b"a\n" + b"1\n" * 2_000_000)

    with pytest.raises(SourceError, match="unpacks to more than 1 MB"):
        read_content(content, "all.zip", None, "x", Reading(max_bytes=1 << 20))


def test_read_content_cut_archives_are_errors() -> None:
    with pytest.raises(SourceError, match="damaged or cut off"):
        read_content(zipped(rows__csv=CSV * 100)[:-30], "all.zip", None, "x", Reading())
    with pytest.raises(SourceError, match="cut off"):
        read_content(tarred("w:", {"rows.csv": CSV * 1000})[:2000], "all.tar", None, "x", Reading())


def test_read_content_member_of_a_plain_file_is_an_error() -> None:
    with pytest.raises(SourceError, match="no archive"):
        read_content(CSV, "rows.csv", "other.csv", "x", Reading())


def test_split_member_file_with_a_hash_in_its_name_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "a#b.csv"
    path.write_bytes(CSV)

    assert split_member(str(path)) == (str(path), None)
