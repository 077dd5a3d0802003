import pytest

from vigie.client import FeatureInfo
from vigie.core.schema import Words
from vigie.ui import upload
from vigie.ui.upload import Problem, UnreadableFileError, read_upload


def _feature(name: str, kind: str, *, required: bool = True) -> FeatureInfo:
    return FeatureInfo.model_validate(
        {"name": name, "type": kind, "title": Words(), "help": Words(), "required": required, "max_length": 100}
    )


FEATURES = (
    _feature("text", "text"),
    _feature("price", "number", required=False),
    _feature("year", "integer", required=False),
    _feature("old", "boolean", required=False),
)


def test_read_upload_of_a_french_excel_file_reads_its_signs() -> None:
    read = read_upload("TEXT;Price;year;old\ncafé « noir »;1 234,5;1 990;oui\n".encode("cp1252"), FEATURES)

    assert [dict(line.row) for line in read.lines] == [
        {"text": "café « noir »", "price": 1234.5, "year": 1990, "old": True}
    ]


def test_read_upload_with_quotes_and_newlines_numbers_lines_as_people_count() -> None:
    read = read_upload(b'\xef\xbb\xbftext,price\r\n"one\r\ntwo",1\r\n\r\nthree,x\r\n', FEATURES)

    assert [(line.number, line.problem) for line in read.lines] == [(3, None), (5, Problem("row.no_number", "price"))]


def test_read_upload_with_18_digits_keeps_them_exact() -> None:
    read = read_upload(b"text,year\na,569179849518161920\n", FEATURES)

    assert read.lines[0].row["year"] == 569179849518161920


def test_read_upload_compares_columns_with_the_schema() -> None:
    read = read_upload(b"note,price\nx,1\n", FEATURES)

    assert (read.missing, read.absent, read.extra) == (("text",), ("year", "old"), ("note",))


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (b",1,1990,yes", Problem("row.empty", "text")),
        (b"a,nan,1990,yes", Problem("row.no_number", "price")),
        (b"a,inf,1990,yes", Problem("row.no_number", "price")),
        (b"a,1,19.5,yes", Problem("row.no_integer", "year")),
        (b"a,1,1990,perhaps", Problem("row.no_boolean", "old")),
        (b"a,1,1990", Problem("row.width")),
    ],
)
def test_read_upload_with_a_bad_row_says_why(cells: bytes, problem: Problem) -> None:
    read = read_upload(b"text,price,year,old\n" + cells + b"\n", FEATURES)

    assert [line.problem for line in read.lines] == [problem]
    assert read.good == []


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "upload.no_rows"),
        (b"text\n", "upload.no_rows"),
        (b"text,Text\na,b\n", "upload.twice"),
        (b"PK\x03\x04\0\0", "upload.no_table"),
    ],
)
def test_read_upload_of_no_table_is_refused_with_the_reason(content: bytes, key: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_upload(content, FEATURES)

    assert caught.value.key == key


def test_read_upload_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_ROWS", 2)

    with pytest.raises(UnreadableFileError) as caught:
        read_upload(b"text\na\nb\nc\n", FEATURES)

    assert caught.value.key == "upload.too_long"
