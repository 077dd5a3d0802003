"""What several workers of one service have counted together: each writes its counts down, whoever is asked adds up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vigie.serving.champion import Tally
from vigie.serving.metrics import Counts


@dataclass(frozen=True, slots=True)
class Peers:
    """The place where the workers of one service keep their counts, each in a file of its own.

    A sum never goes down between two answers, whoever gives them: what a worker tells of itself is written before, and
    one that is started again goes on from what its predecessor wrote.
    """

    folder: Path
    number: int
    """This worker's."""
    of: int = 1
    """How many there are."""

    @property
    def rates(self) -> Path:
        """The file in which they count how often each caller asks."""
        return self.folder / "rates"

    def write(self, counts: Counts, pending: int) -> None:
        """Keep this worker's counts for the others."""
        fresh = self.folder / f".{self.number}"
        fresh.write_text(json.dumps(_facts(counts, pending)), encoding="utf-8")
        fresh.replace(self._file)

    def resume(self) -> Counts:
        """Return the counts that this worker's predecessor left, if it had one."""
        total = Counts()
        if self._file.exists():
            _add(total, json.loads(self._file.read_bytes()))
        return total

    def total(self, counts: Counts, pending: int) -> tuple[Counts, int]:
        """Return the counts of all workers, and their rows that wait to be written."""
        self.write(counts, pending)
        total, waiting = Counts(), 0
        for facts in self._all():
            _add(total, facts)
            waiting += int(facts["pending"])
        return total, waiting

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.number}.json"

    def _all(self) -> Iterator[dict[str, Any]]:
        for file in sorted(self.folder.glob("*.json")):
            yield json.loads(file.read_bytes())


def _facts(counts: Counts, pending: int) -> dict[str, Any]:
    return {
        "refused": counts.refused,
        "verdicts": counts.verdicts,
        "servables_refused": counts.servables_refused,
        "tallies": [(tally.version, tally.labels, tally.answers) for tally in counts.tallies],
        "requests_by_time": counts.requests_by_time,
        "seconds": counts.seconds,
        "told": counts.told.numbers,
        "pending": pending,
    }


def _add(total: Counts, facts: dict[str, Any]) -> None:
    for kind, number in facts["refused"].items():
        total.refused[kind] += number
    for verdict in total.verdicts:
        total.verdicts[verdict] += facts["verdicts"][verdict]
    total.servables_refused += facts["servables_refused"]
    total.tallies += [Tally(version, tuple(labels), list(answers)) for version, labels, answers in facts["tallies"]]
    pairs = zip(total.requests_by_time, facts["requests_by_time"], strict=True)
    total.requests_by_time = [former + more for former, more in pairs]
    total.seconds += facts["seconds"]
    total.told.join(facts["told"])
