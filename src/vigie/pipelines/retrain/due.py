"""Whether a retraining is due by the project's rules, and beginning it in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from vigie.core.declarations.retraining import Retrain
from vigie.core.project import Project
from vigie.ledger import Ledger, Measurement, now
from vigie.monitoring.thresholds import evidence_of
from vigie.pipelines.published import published
from vigie.servable.folder import read_manifest
from vigie.settings import Settings

LOG = "retrain.log"
_DAY_S = 86_400
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at. None: not known, or from before the last retraining."""

    untrained: int = 0
    """Reviewed labels that no retraining took yet."""
    drift: tuple[str, float] | None = None
    """The column that drifted most, and how far."""
    accuracy: tuple[float, float] | None = None
    """In production, and the upper end of its interval: one that holds at every look."""
    champion_age_s: float | None = None
    rested_s: float | None = None
    """Since the last retraining began; None: there was none."""


def why_due(rules: Retrain, standing: Standing) -> str | None:
    """Return which rule says that a retraining is due, in words; None: none of them.

    Examples
    --------
    >>> rules = Retrain(reviewed=100, every=30 * 86_400.0)
    >>> why_due(rules, Standing(untrained=120)), why_due(rules, Standing(untrained=120, rested_s=60.0))
    ('120 reviewed labels', None)
    >>> why_due(rules, Standing(champion_age_s=31 * 86_400.0))
    'the champion is 31 days old'
    """
    if standing.rested_s is not None and standing.rested_s < rules.rest:
        return None
    if rules.reviewed is not None and standing.untrained >= rules.reviewed:
        return f"{standing.untrained:,} reviewed label{'s' * (standing.untrained != 1)}"
    if rules.drift is not None and standing.drift is not None and standing.drift[1] > rules.drift:
        return f"the drift of {standing.drift[0]} is {standing.drift[1]:.2f}"
    if rules.accuracy is not None and standing.accuracy is not None and standing.accuracy[1] < rules.accuracy:
        return f"the accuracy in production is {standing.accuracy[0]:.1%}"
    if rules.every is not None and standing.champion_age_s is not None and standing.champion_age_s > rules.every:
        return f"the champion is {standing.champion_age_s / _DAY_S:.0f} days old"
    return None


def look(project: Project, settings: Settings, ledger: Ledger) -> Standing:
    """Return how things stand; without a champion there is nothing to retrain, and nothing stands."""
    store = published(project, settings)
    champion = store.champion()
    if champion is None:
        return Standing()
    last = next(iter(ledger.retrainings.latest(1)), None)
    since = last.at if last is not None else 0
    newest = ledger.measurements.newest("drift")
    # Without a subject it is the worst column's once more, and does not say which.
    drifts = [one for one in newest if one.subject and one.value is not None and one.at > since]
    worst = max(drifts, key=lambda one: one.value or 0.0, default=None)
    accuracy = next((one for one in ledger.measurements.newest("accuracy") if not one.subject and one.at > since), None)
    made = read_manifest(store.folder(champion)).provenance.created_at
    return Standing(
        untrained=ledger.reviews.counts().untrained,
        drift=None if worst is None or worst.value is None else (worst.subject, worst.value),
        accuracy=_with_end(accuracy),
        champion_age_s=(now() - made) / 1e6 if made else None,
        rested_s=(now() - last.at) / 1e6 if last is not None else None,
    )


def _with_end(accuracy: Measurement | None) -> tuple[float, float] | None:
    if accuracy is None or accuracy.value is None:
        return None
    seen = evidence_of(accuracy.detail, accuracy.value, accuracy.n, over=False)
    return seen.value, seen.nearest


def retrain_if_due(project: Project, settings: Settings, ledger: Ledger) -> None:
    """Begin a retraining if a rule says so and none is under way: in a process of its own, as it may take hours."""
    rules = project.file.retrain
    if not any((rules.reviewed, rules.drift is not None, rules.accuracy is not None, rules.every)):
        return
    _children[:] = [child for child in _children if child.poll() is None]
    if _children:
        return
    reason = why_due(rules, look(project, settings, ledger))
    if reason is not None:
        _children.append(begin(project, reason))


def begin(project: Project, reason: str) -> subprocess.Popen[bytes]:
    """Start `vigie retrain` and return its process; what it says goes to a log of the project's."""
    folder = project.state / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    more = ["--promote"] if project.file.retrain.promote else []
    command = [sys.executable, "-m", "vigie.cli.main", "retrain", "--project", str(project.root), "--because", reason]
    with (folder / LOG).open("ab") as log:
        return subprocess.Popen([*command, *more], stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - no shell
