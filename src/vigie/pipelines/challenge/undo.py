"""The watcher's step 'undo a bad promotion': an alert in the first hours after one takes it back."""

from __future__ import annotations

import logging
from dataclasses import replace

from vigie.core.challenge import RollbackRules
from vigie.core.errors import PredictionNotFoundError
from vigie.core.project import Project
from vigie.ledger import Alert, Deployment, Ledger, now
from vigie.monitoring.rejections import Evidence
from vigie.pipelines.challenge.judging import VIGIE
from vigie.settings import Settings

_log = logging.getLogger(__name__)

_DAY_US = 86_400_000_000
"""So long a watcher may have been away, and undo the promotion all the same."""
_NOT_OF_THE_MODEL = frozenset({"refused_model"})
"""A model that was refused never answered: going back would change nothing."""


def undo_bad_promotion(project: Project, settings: Settings, ledger: Ledger) -> Alert | None:
    """Go back to the champion before, if an alert has opened soon enough after the last promotion; return the alert.

    Promotions by hand count as any others, rollbacks do not: nothing goes back and forth. Does nothing unless
    `rollback.within` is declared.
    """
    rules = project.file.rollback
    newest = ledger.deployments(1)
    if rules.within is None or not newest or newest[0].action != "promoted" or newest[0].previous is None:
        return None
    promotion = newest[0]
    if now() - promotion.at > round(rules.within * 1e6) + _DAY_US:
        return None
    alert = next((one for one in reversed(ledger.alerts(limit=200)) if _tells_of(one, promotion, rules, ledger)), None)
    if alert is None:
        return None
    from vigie.pipelines.promote import rollback  # it draws in MLflow: seconds, and only here

    why = f"Alert '{alert.rule}' opened {_after(alert, promotion)} after version {promotion.version} was promoted."
    rollback(project, replace(settings, user=VIGIE), promotion.previous, why)
    _log.error("%s Version %s answers again", why, promotion.previous)
    return alert


def _tells_of(alert: Alert, promotion: Deployment, rules: RollbackRules, ledger: Ledger) -> bool:
    after = alert.opened_at - promotion.at
    wanted = alert.rule in rules.rules if rules.rules else alert.rule not in _NOT_OF_THE_MODEL
    is_soon = rules.within is not None and 0 <= after <= round(rules.within * 1e6)
    return wanted and is_soon and _is_about(alert, promotion.version, ledger)


def _is_about(alert: Alert, version: str, ledger: Ledger) -> bool:
    """Say whether most of the rejected answers were the new version's; an alert of another kind tells by its time."""
    if not isinstance(alert.evidence, Evidence) or not alert.evidence.prediction_ids:
        return True
    ids = alert.evidence.prediction_ids
    of_it = sum(_version(ledger, one) == version for one in ids)
    return 2 * of_it >= len(ids)


def _version(ledger: Ledger, prediction_id: str) -> str | None:
    try:
        return ledger.prediction(prediction_id).model_version
    except PredictionNotFoundError:  # forgotten since
        return None


def _after(alert: Alert, promotion: Deployment) -> str:
    minutes = (alert.opened_at - promotion.at) / 60e6
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"
