"""What is done of a table of answers, on disk: a line for what it is made from, and one for each part."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of the input, answered or set aside, with their files in place."""

    number: int
    last: int
    """Place of its last record in the input, from 1."""
    good: int
    bad: int
    reasons: dict[str, int]
    """Why rows were set aside → rows."""


class Journal:
    """The file. A part whose line is in it is done, whatever happens next; a part without one never was.

    Parameters
    ----------
    path
        Its folder must be there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: list[Part] = []
        self.facts: dict[str, Any] = {}
        """What the answers are made from; empty where nothing was begun."""

    def read(self) -> None:
        """Read what is there, and cut off the half line that a crash may have left; without a part, all of it."""
        if not self.path.exists():
            return
        with self.path.open("rb+") as file:
            whole = self._take(file)
            file.truncate(whole if self.parts else 0)
        if not self.parts:
            self.facts = {}

    def begin(self, facts: Mapping[str, Any]) -> None:
        """Write down what the answers are made from."""
        self._append({"format": FORMAT, "facts": dict(facts)})
        self.facts = dict(facts)

    def add(self, part: Part) -> None:
        """Keep a part that is done: it is on disk when this returns."""
        self._append({"part": asdict(part)})
        self.parts.append(part)

    @property
    def last(self) -> int:
        """Place of the last record that is done with; 0 at the start."""
        return self.parts[-1].last if self.parts else 0

    def _take(self, file: BinaryIO) -> int:
        whole = 0
        for line in file:
            try:
                found = json.loads(line) if line.endswith(b"\n") else None
            except ValueError:
                found = None
            if not isinstance(found, dict):
                break
            if "facts" in found:
                self.facts = found["facts"] if found.get("format") == FORMAT else {"format": found.get("format")}
            else:
                self.parts.append(Part(**found["part"]))
            whole += len(line)
        return whole

    def _append(self, line: Mapping[str, Any]) -> None:
        with self.path.open("ab") as file:
            start = file.tell()
            try:
                file.write(json.dumps(line).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.truncate(self.path, start)  # a full disk may have taken half of it
                raise
