"""The step 'judge the challenger': how it stands is written down and, where the project allows, acted upon."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from vigie.core.errors import PromotionError, ServableError, TrackingError
from vigie.core.project import Project
from vigie.core.types import Silent
from vigie.ledger import Challenge, Judged, Ledger, now
from vigie.pipelines.challenge.end import clear, end, end_with_champion
from vigie.pipelines.challenge.standing import Standing, stand
from vigie.pipelines.challenge.words import say
from vigie.pipelines.published import published
from vigie.servable.store import Store
from vigie.settings import Settings

_log = logging.getLogger(__name__)

_MINUTE_US = 60_000_000
"""A finding that is the same is written down anew so often."""

VIGIE = "vigie"
"""Who decides where the project lets the watcher decide."""


def judge_challenger(project: Project, settings: Settings, ledger: Ledger) -> Standing | None:
    """Look at the challenge under way, and do what follows; return how it stands, None if there is nothing new.

    The standing is kept with the challenge for whoever asks. Where `challenge.decide` is 'automatic' a challenger that
    is shown to be better is promoted, behind its gates, and one that is not worth it is taken out.
    """
    challenge = ledger.challenges.running()
    if challenge is None:
        _tidy(project, settings, ledger)
        return None
    store = published(project, settings)
    champion = store.champion()
    if champion != challenge.champion:
        end_with_champion(ledger, store, champion or "", VIGIE, "")
        return None
    judged = ledger.challenges.judged(challenge)
    may_act = project.file.challenge.decide == "automatic"
    if _is_known(challenge, judged, may_act=may_act):
        return None
    standing = look_at(ledger, challenge, project, judged)
    if may_act and standing.advice != "wait":
        _act(project, settings, ledger, store, challenge, standing)
    return standing


def look_at(ledger: Ledger, challenge: Challenge, project: Project, judged: Sequence[Judged] | None = None) -> Standing:
    """Return how a challenge stands now, and keep it with the challenge.

    Parameters
    ----------
    judged
        The verdicts during it, where they were read already.
    """
    standing = stand(challenge, ledger.challenges.judged(challenge) if judged is None else judged, now())
    words = say(challenge, standing)
    told, at = words[project.file.language], now()
    if told != challenge.words or at - challenge.detail.get("at", 0) > _MINUTE_US:
        ledger.challenges.note(challenge.id, told, {"standing": standing.facts(), "words": words, "at": at})
    return standing


def _is_known(challenge: Challenge, judged: Sequence[Judged], *, may_act: bool) -> bool:
    """Say whether nothing can have changed since the last look, and nothing is left to be done."""
    kept = challenge.detail.get("standing")
    if kept is None or (may_act and kept["advice"] != "wait") or kept["verdicts"] + kept["uncounted"] != len(judged):
        return False
    return now() - challenge.started_at < round(float(challenge.settings["longest_s"]) * 1e6)


def _act(
    project: Project, settings: Settings, ledger: Ledger, store: Store, challenge: Challenge, standing: Standing
) -> None:
    words = say(challenge, standing)[project.file.language]
    if standing.advice == "keep":
        end(ledger, store, challenge, "kept", words, VIGIE)
        _log.info("Challenge ended: %s", words)
        return
    from vigie.evaluation.gates import GateResult  # these draw in SciPy and MLflow: seconds, and only here
    from vigie.pipelines.promote import promote_run
    from vigie.tracking.registry import Registry

    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    shown = GateResult("challenge", True, words)
    try:
        run = registry.run_of(challenge.version)
        promote_run(project, replace(settings, user=VIGIE), run, words, Silent(), shown=shown)
    except TrackingError:
        raise  # it is away: the next look tries again
    except (PromotionError, ServableError) as error:
        end(ledger, store, challenge, "kept", f"{words} {error}", VIGIE)
        _log.warning("The challenger was not promoted: %s", error)
    else:
        _log.info("Challenger promoted: %s", words)


def _tidy(project: Project, settings: Settings, ledger: Ledger) -> None:
    """Take away the pointer of a challenge that a service ended: services do not write to the store."""
    newest = ledger.challenges.latest(1)
    if newest and newest[0].decision == "failed":
        clear(published(project, settings), newest[0])
