"""A CSV file of any size, block by block: read by Polars where that is safe, else by Python's own reader.

Polars reads some times faster, and fills a row that is too short with nulls in silence. So each block's bytes are
looked at first: where quotes and fields are as they should be, both readers give the same rows, and a test holds them
to it. From a stray quote on, where nobody can say any more which line break ends a record, Python's reader goes on
alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.core.errors import SourceError
from vigie.data.sources.chunk import Choose, Chunk, pieces
from vigie.data.sources.csv_text import check_header, find_separator, read_records, set_aside
from vigie.data.sources.files import decode
from vigie.data.sources.raw import BrokenRow, empty_to_null, from_columns

Places: TypeAlias = NDArray[np.intp]

_QUOTE, _LINE, _RETURN = 34, 10, 13
_FIRST = 1 << 18
"""Bytes that the separator and the header are looked for in."""
_LARGEST = 1 << 26
"""Bytes of a block at most; a record that is longer is refused by the reader's own bound."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at the bytes of a block tells."""

    end: int
    """Where the last record that is whole ends; 0 where none is."""
    records: int
    orderly: bool
    """Every quote opens a field, closes one, or is half of a doubled one: line breaks within fields are known."""
    uniform: bool
    """Every record has as many fields as there are columns, none is blank, and lines end in one way."""


def survey(block: bytes, separator: str, n_columns: int, *, is_last: bool) -> Survey:
    r"""Look at a block that begins where a record does.

    Examples
    --------
    >>> survey(b'a,"b\nc"\nd,e\nf', ",", 2, is_last=False)
    Survey(end=12, records=2, orderly=True, uniform=True)
    >>> survey(b'a 5" disk,b\nd,e\n', ",", 2, is_last=True).orderly
    False
    """
    data = np.frombuffer(block, dtype=np.uint8)
    marks, returns, quotes = _marks(data, block, ord(separator))
    is_line = data[marks] == _LINE
    places = is_line.nonzero()[0]
    ends = marks[places]
    if is_last and len(data) and (not len(ends) or ends[-1] != len(data) - 1):  # the last record has no line break
        ends, places = np.append(ends, len(data) - 1), np.append(places, len(marks))
    if not len(ends):
        return Survey(0, 0, orderly=True, uniform=False)
    end = int(ends[-1]) + 1
    lengths = np.diff(ends, prepend=-1)
    fields = np.diff(places, prepend=-1)
    alone = returns[data[np.minimum(returns + 1, len(data) - 1)] != _LINE]
    blank = (lengths < 2).any() or (len(returns) > 0 and (lengths < 3).any())  # or one letter, which costs only time
    uniform = bool((fields == n_columns).all()) and not blank and not len(alone)
    return Survey(end, len(ends), _is_orderly(data, quotes, end, ord(separator)), uniform)


def _marks(data: NDArray[np.uint8], block: bytes, separator: int) -> tuple[Places, Places, Places]:
    """Return where line breaks and separators are, and where returns are, outside of quotes; and where quotes are."""
    is_mark = (data == _LINE) | (data == separator)
    has_returns = b"\r" in block
    quotes: Places = np.empty(0, dtype=np.intp)
    if b'"' in block:
        is_quote = data == _QUOTE
        quotes = is_quote.nonzero()[0]
        # The count of quotes so far is odd inside a field in quotes; eight bits of it are enough to tell.
        outside = (np.cumsum(is_quote, dtype=np.uint8) & 1) == 0
        is_mark &= outside
        returns = ((data == _RETURN) & outside).nonzero()[0] if has_returns else np.empty(0, dtype=np.intp)
    else:
        returns = (data == _RETURN).nonzero()[0] if has_returns else np.empty(0, dtype=np.intp)
    return is_mark.nonzero()[0], returns, quotes


def _bounded(size: int) -> int:
    return min(max(size, 1 << 12), _LARGEST)


def _first_end(block: bytes) -> int:
    data = np.frombuffer(block, dtype=np.uint8)
    outside = (np.cumsum(data == _QUOTE, dtype=np.uint8) & 1) == 0
    breaks = ((data == _LINE) & outside).nonzero()[0]
    return int(breaks[0]) + 1 if len(breaks) else len(block)


def _is_orderly(data: NDArray[np.uint8], quotes: Places, end: int, separator: int) -> bool:
    quotes = quotes[quotes < end]
    if len(quotes) % 2:
        return False
    allowed = np.zeros(256, dtype=np.bool_)
    allowed[[_QUOTE, _LINE, _RETURN, separator]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before, behind = opening[opening > 0] - 1, closing[closing < end - 1] + 1
    return bool(allowed[data[before]].all() and allowed[data[behind]].all())


class CsvBlocks:
    """Reads a CSV stream once, from its start.

    Parameters
    ----------
    stream
        Of bytes, unpacked.
    source
        Its name, for messages.
    columns
        The columns' names where it has no header line.
    """

    def __init__(self, stream: BinaryIO, source: str, *, encoding: str = "utf-8", columns: Sequence[str] = ()) -> None:
        self._stream = stream
        self._source = source
        self._rest = stream.read(_FIRST)
        if not self._rest.strip():
            raise SourceError(source, "it is empty")
        self._recode(encoding)
        self._lines_before = 0
        head = decode(self._rest[: self._rest.rfind(b"\n") + 1] or self._rest, "utf-8", source)
        self.separator = find_separator(head)
        self.names = list(columns) or self._take_header()

    def chunks(self, choose: Choose, batch: int, skip: int = 0) -> Iterator[Chunk]:
        """Yield the records after place `skip`, at most `batch` at a time.

        Raises
        ------
        SourceError
            If it is not in its encoding, or a quote is never closed.
        """
        wanted = choose(self.names)
        places = [self.names.index(name) for name in wanted]
        last, size = 0, self._bytes_of(batch)
        while block := self._block(size):
            is_last = len(block) < size
            found = self._survey(block, is_last=is_last)
            if found is None:
                yield from self._slowly(block, wanted, batch, last, skip)
                return
            if found.end == 0:  # not one whole record
                self._rest, size = block + self._rest, min(size * 2, _LARGEST)
                continue
            block, self._rest = block[: found.end], block[found.end :] + self._rest
            last += found.records
            if last > skip or not found.uniform:
                chunk = self._chunk(block, found, places, wanted, last)
                last = chunk.last  # a blank line is no record
                if last > skip:
                    yield from pieces(chunk, skip, batch)
            self._lines_before += block.count(b"\n")
            size = _bounded(len(block) * batch // max(found.records, 1))

    def _bytes_of(self, records: int) -> int:
        """Return about how long so many records are, by the lines of the first."""
        return _bounded(len(self._rest) * records // max(self._rest.count(b"\n"), 1))

    def _survey(self, block: bytes, *, is_last: bool) -> Survey | None:
        """Return what can be told of the block; None where only Python's reader can go on."""
        found = survey(block, self.separator, len(self.names), is_last=is_last)
        too_long = found.end == 0 and len(block) >= _LARGEST
        return None if not found.orderly or too_long or (is_last and found.end == 0) else found

    def _block(self, size: int) -> bytes:
        if len(self._rest) < size:
            self._rest += self._stream.read(size - len(self._rest))
        block, self._rest = self._rest[:size], self._rest[size:]
        if b"\x00" in block:
            raise SourceError(self._source, "it is no text file", remedy="Set data.format if its name misleads.")
        return block

    def _chunk(self, block: bytes, found: Survey, places: Sequence[int], wanted: Any, last: int) -> Chunk:
        if found.uniform:
            frame = self._quickly(block, places, list(wanted.values()))
            if frame is not None and frame.height == found.records:
                numbers = np.arange(last - found.records + 1, last + 1)
                everything = list(range(len(self.names)))
                whole = lambda: self._quickly(block, everything, self.names)  # noqa: E731  (kept until it is asked for)
                return Chunk(frame, numbers, (), last, whole)  # type: ignore[arg-type]  # it was read once already
        text = io.StringIO(decode(block, "utf-8", self._source), newline="")
        records = read_records(text, self.separator, self._source, first_line=self._lines_before + 1)
        return self._gather(list(records), wanted, last - found.records)

    def _quickly(self, block: bytes, places: Sequence[int], names: Sequence[str]) -> pl.DataFrame | None:
        try:
            frame = pl.read_csv(
                block, has_header=False, separator=self.separator, infer_schema=False, columns=sorted(places)
            )
        except pl.exceptions.PolarsError:
            return None
        order = {place: number for number, place in enumerate(sorted(places))}
        columns = [frame.to_series(order[place]).alias(name) for place, name in zip(places, names, strict=True)]
        return empty_to_null(pl.DataFrame(columns))

    def _slowly(self, block: bytes, wanted: Any, batch: int, last: int, skip: int) -> Iterator[Chunk]:
        rest = io.BufferedReader(_Chain([block, self._rest], self._stream))
        text = io.TextIOWrapper(rest, encoding="utf-8", newline="")
        gathered: list[tuple[int, list[str]]] = []
        try:
            for record in read_records(text, self.separator, self._source, first_line=self._lines_before + 1):
                gathered.append(record)
                if len(gathered) >= batch:
                    chunk = self._gather(gathered, wanted, last)
                    last, gathered = chunk.last, []
                    if last > skip:
                        yield from pieces(chunk, skip, batch)
        except UnicodeDecodeError as error:
            raise SourceError(self._source, f"it is no UTF-8 after record {last:,}") from error
        if gathered:
            yield from pieces(self._gather(gathered, wanted, last), skip, batch)

    def _gather(self, records: list[tuple[int, list[str]]], wanted: Any, before: int) -> Chunk:
        n_columns = len(self.names)
        rows = [record for _, record in records if len(record) == n_columns]
        numbers = [place for place, (_, record) in enumerate(records, before + 1) if len(record) == n_columns]
        broken: list[tuple[int, BrokenRow]] = [
            (place, set_aside(line, record, n_columns))
            for place, (line, record) in enumerate(records, before + 1)
            if len(record) != n_columns
        ]
        columns = list(zip(*rows, strict=True)) if rows else [()] * n_columns
        whole = from_columns(self.names, columns)
        frame = whole.select(pl.col(name).alias(given) for name, given in wanted.items())
        numbered = np.array(numbers, dtype=np.int64)
        return Chunk(frame, numbered, tuple(broken), before + len(records), lambda: whole)

    def _take_header(self) -> list[str]:
        """Return the names in the first record, and go past it."""
        kept = self._rest.lstrip(b"\r\n")
        end = _first_end(kept)
        text = decode(kept[:end], "utf-8", self._source)
        _, record = next(read_records(io.StringIO(text, newline=""), self.separator, self._source))
        self._lines_before = self._rest.count(b"\n", 0, len(self._rest) - len(kept) + end)
        self._rest = kept[end:]
        return check_header(record, self._source)

    def _recode(self, encoding: str) -> None:
        if self._rest.startswith(b"\xef\xbb\xbf"):
            self._rest = self._rest[3:]
        is_utf16 = self._rest.startswith((b"\xff\xfe", b"\xfe\xff"))
        # Lines that end in a return alone, as on computers of long ago, become those of today.
        old = b"\n" not in self._rest and b"\r" in self._rest
        if encoding != "utf-8" or is_utf16 or old:
            recoded = _Recoded(_Chain([self._rest], self._stream), "utf-16" if is_utf16 else encoding, self._source)
            self._stream, self._rest = recoded, recoded.read(_FIRST)  # type: ignore[assignment]  # it is only read


class _Recoded:
    """A stream of another encoding, or with other line ends, as UTF-8."""

    def __init__(self, raw: io.RawIOBase, encoding: str, source: str) -> None:
        self._text = io.TextIOWrapper(io.BufferedReader(raw), encoding=encoding, newline=None)
        self._source = source

    def read(self, size: int) -> bytes:
        try:
            return self._text.read(size).encode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError(self._source, f"it is not in its encoding: {error.reason}") from error


class _Chain(io.RawIOBase):
    """Some bytes, and then a stream."""

    def __init__(self, parts: Sequence[bytes], stream: Any) -> None:
        self._held = b"".join(parts)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._held:
            self._held = self._stream.read(max(len(buffer), 1 << 16))
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count
