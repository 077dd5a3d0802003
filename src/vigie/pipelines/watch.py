"""The watcher: a list of steps, each taken every so often. One that fails is logged, and the others go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import NamedTuple

from vigie.core.errors import LedgerUnavailableError, VigieError
from vigie.core.project import Project
from vigie.ledger import Ledger, now, open_ledger
from vigie.ledger.delivery import send_alerts
from vigie.monitoring.messages import alert_sentence
from vigie.pipelines.challenge.judging import judge_challenger
from vigie.pipelines.challenge.undo import undo_bad_promotion
from vigie.pipelines.monitors import erase_old, measure_accuracy, measure_traffic
from vigie.settings import Settings

_log = logging.getLogger(__name__)


class Step(NamedTuple):
    """Something that the watcher does again and again."""

    name: str
    """What it does, as the log says it: 'send alerts'."""
    every_s: float
    """At least so many seconds between two beginnings; 0: at every look."""
    run: Callable[[Project, Settings, Ledger], object]
    """Several watchers may look at one ledger: what it does twice must be done once."""
    slow: bool = False
    """Whether it may take longer than a second: then it is taken beside the others, one slow step at a time."""


def steps(page: str = "") -> tuple[Step, ...]:
    """Return what the watcher does, in this order at each look.

    A step that needs a heavy library is a function here that imports it when it is taken.

    Parameters
    ----------
    page
        Address of the page, for the link in the messages.
    """
    return (
        Step("close quiet alerts", 0, _close_quiet_alerts),
        Step("measure traffic", 60, measure_traffic),
        Step("measure accuracy", 300, measure_accuracy, slow=True),
        Step("measure drift", 60, _measure_drift, slow=True),
        Step("erase old measurements", 3_600, erase_old),
        Step("judge the monitors", 5, _judge_monitors),
        Step("send alerts", 0, partial(_send_alerts, page=page)),
        Step("undo a bad promotion", 0, undo_bad_promotion),
        Step("judge the challenger", 10, judge_challenger),
        Step("measure the impact", 60, _measure_impact, slow=True),
        Step("fill the reviews", 60, _fill_reviews),
        Step("retrain if it is due", 60, _retrain_if_due),
    )


def watch(project: Project, settings: Settings, *, once: bool = False, every_s: float = 2.0, page: str = "") -> None:
    """Take the steps that are due, again and again, or each of them once.

    A ledger that is away is waited for; looked at once, it is an error.

    Parameters
    ----------
    page
        Address of the page, for the link in the messages.
    """
    url = settings.ledger or project.ledger_url
    if once:
        with closing(open_ledger(url)) as ledger:
            take_once(steps(page), project, settings, ledger)
    else:
        _persist(project, settings, url, every_s, page)


def take_once(steps: Sequence[Step], project: Project, settings: Settings, ledger: Ledger) -> None:
    """Take each step once, and one after the other; the first that needs an absent ledger ends it."""
    for step in steps:
        _take(step, project, settings, ledger)


class Round:
    """Takes the steps that are due, and remembers when each began.

    Examples
    --------
    >>> from itertools import count
    >>> clock = count(step=2.0)
    >>> step = Step("say so", 3.0, lambda project, settings, ledger: print("here"))
    >>> steps = Round((step,), clock=lambda: next(clock))
    >>> for second in (0, 2, 4):
    ...     steps.take_due(project=None, settings=None, ledger=None)
    here
    here
    """

    def __init__(self, steps: Sequence[Step], clock: Callable[[], float] = time.monotonic) -> None:
        self._steps = steps
        self._clock = clock
        self._began: dict[str, float] = {}
        self._aside = ThreadPoolExecutor(1, "slow step")
        self._under_way: dict[str, Future[None]] = {}

    def take_due(self, project: Project, settings: Settings, ledger: Ledger) -> None:
        """Take the steps whose time has come. Raises LedgerUnavailableError where one met no ledger."""
        now = self._clock()
        for step in self._steps:
            if now - self._began.get(step.name, -float("inf")) < step.every_s:
                continue
            if step.slow and not self._is_over(step):
                continue
            self._began[step.name] = now
            if step.slow:
                self._under_way[step.name] = self._aside.submit(_take, step, project, settings, ledger)
            else:
                _take(step, project, settings, ledger)

    def close(self) -> None:
        """Wait for the slow step that is under way, and begin no other."""
        self._aside.shutdown(cancel_futures=True)

    def _is_over(self, step: Step) -> bool:
        future = self._under_way.get(step.name)
        return future is None or future.done()


def _take(step: Step, project: Project, settings: Settings, ledger: Ledger) -> None:
    try:
        step.run(project, settings, ledger)
    except LedgerUnavailableError as error:
        if not step.slow:
            raise
        _log.warning("Step '%s': %s", step.name, error)
    except VigieError as error:
        _log.warning("Step '%s' failed: %s", step.name, error)
    except Exception:  # noqa: BLE001 - whatever is wrong with one monitor, the alerts are sent
        _log.exception("Step '%s' failed", step.name)


def _persist(project: Project, settings: Settings, url: str, every_s: float, page: str) -> None:
    taken = Round(steps(page))
    while True:
        try:
            with closing(open_ledger(url)) as ledger:
                while True:
                    taken.take_due(project, settings, ledger)
                    time.sleep(every_s)
        except LedgerUnavailableError as error:
            _log.warning("%s", error)
            time.sleep(every_s)


def _close_quiet_alerts(project: Project, _: Settings, ledger: Ledger) -> None:
    rule = project.file.alerts.rejections
    for alert in ledger.close_quiet_alerts(rule):
        _log.info("Alert %s closed: no rejection for %.0f s", alert.id, rule.quiet_time)


def _judge_monitors(project: Project, _: Settings, ledger: Ledger) -> None:
    judged = ledger.rules.judge(project.file.alerts.monitored, at=now())
    for alert in judged.opened:
        _log.warning("Alert %s opened: %s. %s", alert.id, alert.rule, alert_sentence(alert.evidence))
    for alert in judged.closed:
        _log.info("Alert %s closed: %s. %s", alert.id, alert.rule, alert.closed_why)


def _measure_impact(project: Project, settings: Settings, ledger: Ledger) -> None:
    if project.file.impact.is_declared:
        from vigie.pipelines.impact import measure_if_due  # it draws in pandas

        measure_if_due(project, settings, ledger)


def _send_alerts(project: Project, settings: Settings, ledger: Ledger, *, page: str) -> None:
    file = project.file
    tried = send_alerts(
        ledger,
        (*file.alerts.notify, *settings.notify_addresses),
        project=file.title.say(file.language, file.name),
        language=file.language,
        page=page,
        hours=file.alerts,
    )
    for alert in tried:
        _log.info("Alert %s: %s", alert.id, alert.last_error or "sent")


def _fill_reviews(project: Project, settings: Settings, ledger: Ledger) -> None:
    from vigie.pipelines.review import fill

    fill(project, settings, ledger)


def _retrain_if_due(project: Project, settings: Settings, ledger: Ledger) -> None:
    from vigie.pipelines.retrain.due import retrain_if_due

    retrain_if_due(project, settings, ledger)


def _measure_drift(project: Project, settings: Settings, ledger: Ledger) -> None:
    from vigie.pipelines.drift import measure_if_due  # NumPy, which the alerts do without

    measure_if_due(project, settings, ledger)
