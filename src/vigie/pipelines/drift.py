"""Compare the rows that are answered now with those that the champion was trained on, and keep what is found."""

from __future__ import annotations

from contextlib import closing

from vigie.core.errors import ServableCorruptError
from vigie.core.project import Project
from vigie.ledger import Ledger, now, open_ledger
from vigie.ledger.texts import PREFIX
from vigie.monitoring.drift.comparison import Window, compare_window
from vigie.monitoring.drift.findings import DriftReport, Problem
from vigie.monitoring.drift.reference import Reference
from vigie.pipelines.published import published
from vigie.servable.folder import DRIFT
from vigie.settings import Settings


def measure_drift(project: Project, settings: Settings, ledger: Ledger, *, at: int | None = None) -> DriftReport:
    """Compare the rows of the window that ends now with the champion's training rows, and keep the report.

    Where the declared window holds too few rows, it reaches back to as many as are needed, within limits.

    A window without rows, or a champion that was trained before there were references, is a report that says so.

    Parameters
    ----------
    at
        End of the window, microseconds since the epoch; now by default.

    Raises
    ------
    ServableError
        If the champion is not what was promoted.
    """
    rule = project.file.drift
    until = now() if at is None else at
    since = _beginning(project, ledger, until)
    version, reference = _reference(project, settings)
    if reference is None:
        problem: Problem = "no champion" if version is None else "no reference"
        total = ledger.live_rows.count(since, until)
        report = DriftReport(since=since, at=until, rows=total, version=version, level=rule.level, problem=problem)
    else:
        window = read_window(project, ledger, since, until, version)
        report = compare_window(reference, project.schema, window, rule, version)
    ledger.drifts.record(report)
    return report


def look_at_drift(project: Project, settings: Settings) -> DriftReport:
    """Open the project's ledger and measure drift now, whenever it was measured last; see `measure_drift`."""
    with closing(open_ledger(settings.ledger or project.ledger_url)) as ledger:
        return measure_drift(project, settings, ledger)


def measure_if_due(project: Project, settings: Settings, ledger: Ledger) -> None:
    """Measure drift, unless some watcher did so a short while ago."""
    last = ledger.drifts.last_at()
    if last is None or now() - last >= project.file.drift.every * 1_000_000:
        measure_drift(project, settings, ledger)


def read_window(project: Project, ledger: Ledger, since: int, until: int, version: str | None) -> Window:
    """Return the predictions from `since` to `until`, as columns; of very many, some from all over.

    Parameters
    ----------
    version
        Whose answers are looked at; the rows that another version answered are rows all the same.
    """
    names = project.schema.names
    columns: dict[str, list[object]] = {name: [] for name in names}
    labels: list[str] = []
    confidences: list[float] = []
    for page in ledger.live_rows.pages(since, until, project.file.drift.max_rows):
        for name in names:
            columns[name] += [row.features.get(name) for row in page]
        answered = [row for row in page if row.model_version == version]
        labels += [row.label for row in answered]
        confidences += [row.confidence for row in answered]
    total = ledger.live_rows.count(since, until)
    return Window(since, until, total, columns, labels, confidences, _hidden(project, columns))


def _beginning(project: Project, ledger: Ledger, until: int) -> int:
    """Return where the window begins: so long ago as is declared, and longer where that holds too few rows."""
    rule = project.file.drift
    since, earliest = (until - round(length * 1_000_000) for length in (rule.window, rule.longest))
    needed = ledger.live_rows.reach_back(until, rule.min_rows)
    return since if needed is None or needed < earliest else min(since, needed)


def _reference(project: Project, settings: Settings) -> tuple[str | None, Reference | None]:
    store = published(project, settings)
    version = store.champion()
    content = None if version is None else store.read_beside(version, DRIFT)
    if version is None or content is None:
        return version, None
    try:
        return version, Reference.from_bytes(content)
    except ValueError as error:
        why = f"{DRIFT} is of a form that this version does not know"
        raise ServableCorruptError(str(store.folder(version)), why) from error


def _hidden(project: Project, columns: dict[str, list[object]]) -> frozenset[str]:
    """Return the text columns of which digests are kept, be it now or in some of the rows."""
    texts = [feature.name for feature in project.schema.text_features]
    if project.file.ledger.texts == "hash":
        return frozenset(texts)
    return frozenset(name for name in texts if any(_is_digest(value) for value in columns[name]))


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and value.startswith(PREFIX)
