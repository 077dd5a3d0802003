"""A search on disk: one line for what it is, one for each trial that is done. So it can be gone on with."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vigie.pipelines.tune.trial import Trial

_FORMAT = 1


@dataclass
class Journal:
    """The file of one candidate's search.

    A line is on disk before anything else is done with its trial; a line that was cut off by a crash is left out.
    """

    path: Path
    facts: Mapping[str, Any]
    """What decides a score, by the words a person knows it by: trials under other facts are not comparable."""
    trials: list[Trial] = field(default_factory=list)
    run_id: str = ""
    """Of the search in MLflow."""
    changed: tuple[str, ...] = ()
    """What differs from the search that was in the file, so that it was begun anew; empty when it goes on."""

    def open(self, *, fresh: bool = False) -> None:
        """Read the search back if it is this one; otherwise, or with `fresh`, begin an empty file."""
        found = [] if fresh else _lines(self.path)
        if found and found[0].get("format") == _FORMAT:
            before, now = found[0]["facts"], json.loads(json.dumps(self.facts))
            self.changed = tuple(name for name in now if before.get(name) != now[name])
            if not self.changed:
                self.trials = [Trial.from_json(line["trial"]) for line in found if "trial" in line]
                self.run_id = next((line["run_id"] for line in reversed(found) if "run_id" in line), "")
        self._rewrite()

    def add(self, trial: Trial) -> None:
        """Keep a trial that is done."""
        self._append({"trial": trial.to_json()})
        self.trials.append(trial)

    def name_run(self, run_id: str) -> None:
        """Keep the id of the search's run in MLflow."""
        self._append({"run_id": run_id})
        self.run_id = run_id

    def _rewrite(self) -> None:
        # Without the half line that a crash may have left, to which the next would be added.
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines: list[dict[str, Any]] = [{"format": _FORMAT, "facts": self.facts}]
        lines += [{"run_id": self.run_id}] if self.run_id else []
        lines += [{"trial": trial.to_json()} for trial in self.trials]
        fresh = self.path.with_name(f".{self.path.name}")
        fresh.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        fresh.replace(self.path)

    def _append(self, line: Mapping[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        texts = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    found: list[dict[str, Any]] = []
    for text in texts:
        try:
            line = json.loads(text)
        except ValueError:
            break
        if not isinstance(line, dict):
            break
        found.append(line)
    return found
