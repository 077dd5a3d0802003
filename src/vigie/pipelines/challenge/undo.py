"""The watcher's step 'undo a bad promotion': an alert in the first hours after one takes it back."""

from __future__ import annotations

import logging
from dataclasses import replace

from vigie.core.declarations.alerting import RejectionRule
from vigie.core.project import Project
from vigie.ledger import Alert, Deployment, Ledger, now
from vigie.monitoring.rejections import Evidence, evaluate
from vigie.monitoring.thresholds import Breach
from vigie.pipelines.challenge.judging import VIGIE
from vigie.settings import Settings

_log = logging.getLogger(__name__)

_DAY_US = 86_400_000_000
"""So long a watcher may have been away, and undo the promotion all the same."""
_OF_THE_MODEL = frozenset({"accuracy", "estimated_accuracy", "calibration", "errors", "latency"})
"""Monitors that another model would change; it would change nothing about what people send."""


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
    alerts = reversed(ledger.alerts(limit=200))  # the oldest first
    wanted = (one for one in alerts if not rules.rules or one.rule in rules.rules)
    rejections = project.file.alerts.rejections
    alert = next((one for one in wanted if _is_about(one, promotion, rules.within, rejections, ledger)), None)
    if alert is None:
        return None
    from vigie.pipelines.promote import rollback  # it draws in MLflow: seconds, and only here

    why = f"Alert '{alert.rule}' told of version {promotion.version}, {_after(promotion)} after its promotion."
    rollback(project, replace(settings, user=VIGIE), promotion.previous, why)
    _log.error("%s Version %s answers again", why, promotion.previous)
    return alert


def _is_about(alert: Alert, promotion: Deployment, within_s: float, rejections: RejectionRule, ledger: Ledger) -> bool:
    """Say whether an alert tells of the version that was promoted, soon enough.

    One about rejections does if the new version's own answers alone would have opened it: it may have been open before.
    One about a monitor does if its limit was first passed after the promotion.
    """
    until = promotion.at + round(within_s * 1e6)
    if isinstance(alert.evidence, Evidence):
        if alert.closed_at is not None and alert.closed_at < promotion.at:
            return False
        own = ledger.challenges.rejections(promotion.version, promotion.at, until)
        return any(evaluate(rejections, own, one.at) is not None for one in own)
    if not isinstance(alert.evidence, Breach):
        return False  # a model that was refused never answered
    is_new = alert.opened_at <= until and alert.evidence.first_at >= promotion.at
    return is_new and alert.evidence.monitor in _OF_THE_MODEL


def _after(promotion: Deployment) -> str:
    minutes = (now() - promotion.at) / 60e6
    if minutes < 1:
        return "less than a minute"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"
