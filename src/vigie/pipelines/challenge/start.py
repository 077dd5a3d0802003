"""The beginning of a test in production: a trained candidate is published, and services ask it too."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from vigie.core.declarations.challenge import ChallengeRules
from vigie.core.errors import NoChampionError, NotServableError, ServableError, VigieError
from vigie.core.project import Project
from vigie.core.types import ChallengeMode, Reporter, Silent
from vigie.ledger import Challenge, open_ledger
from vigie.pipelines.gating import PresentChampion
from vigie.pipelines.promote import pass_gates
from vigie.pipelines.published import published
from vigie.servable.challenging import Challenging
from vigie.servable.folder import load_servable
from vigie.settings import Settings
from vigie.tracking.registry import CandidateRun, Registry

SHARES: Mapping[ChallengeMode, float] = {"shadow": 1.0, "canary": 0.1, "ab": 0.5}
"""Of the requests, where no other share is asked for."""


def challenge(
    project: Project,
    settings: Settings,
    name: str,
    mode: ChallengeMode,
    share: float | None = None,
    reporter: Reporter | None = None,
) -> Challenge:
    """Let the newest run of candidate `name` challenge the champion; see `challenge_with`."""
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    return challenge_with(project, settings, registry.candidate(name), mode, share, reporter)


def challenge_with(
    project: Project,
    settings: Settings,
    run: CandidateRun,
    mode: ChallengeMode,
    share: float | None = None,
    reporter: Reporter | None = None,
) -> Challenge:
    """Publish a run's servable, verified and signed as a champion's, and let it challenge the champion.

    Where people are to see its answers it passes the gates first, but for the gain: showing one is what a test in
    production is there for.

    Parameters
    ----------
    share
        Of the requests, in (0, 1]; by default all in a shadow, 0.1 in a canary, 0.5 in an A/B test.

    Raises
    ------
    NoChampionError
        If there is no champion to challenge.
    ChallengeRunningError
        If another challenger is at it.
    NotServableError
        If the candidate cannot be served.
    GateError
        If a gate refuses.
    VigieError
        If the candidate is the champion, or the share is none.
    """
    asked = SHARES[mode] if share is None else share
    if not 0 < asked <= 1 or (mode != "shadow" and asked == 1):
        raise VigieError(
            f"{asked:g} is no share for {mode}: give one over 0, and below 1 where people see the answers."
        )
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    store = published(project, settings)
    champion = store.champion()
    if champion is None:
        raise NoChampionError
    if run.not_servable:
        raise NotServableError(f"Candidate '{run.candidate}'", run.not_servable)
    with registry.servable_folder(run.run_id) as folder:
        if mode != "shadow":
            present = PresentChampion(store.load_champion())
            pass_gates(project, present, run, load_servable(folder), folder, reporter or Silent(), gain=False)
        version = registry.register(run.run_id)
        if version == champion:
            raise VigieError(f"Candidate '{run.candidate}' is the champion, as version {version}.")
        store.publish(folder, version)
    rules = project.file.challenge
    with closing(open_ledger(settings.ledger or project.ledger_url)) as ledger:
        begun = ledger.challenges.start(
            mode, version, champion=champion, share=asked, who=settings.who,
            settings={**judged_by(rules, mode), "candidate": run.candidate, "classes": len(project.schema.labels)},
        )  # fmt: skip
        try:
            store.set_challenger(Challenging(begun.id, version, mode, asked, rules.answer_within))
        except (ServableError, OSError) as error:
            ledger.challenges.end(begun.id, "failed", f"It could not be pointed at: {error}", who=settings.who)
            raise
    return begun


def judged_by(rules: ChallengeRules, mode: ChallengeMode) -> dict[str, Any]:
    """Return by what a challenge is judged to its end, whatever is changed in the project's file meanwhile.

    Examples
    --------
    >>> judged_by(ChallengeRules(), "shadow")["verdicts"], judged_by(ChallengeRules(), "canary")["verdicts"]
    ('asked', 'all')
    """
    counted = rules.verdicts or ("asked" if mode == "shadow" else "all")
    return {"min_gain": rules.min_gain, "error": rules.error, "longest_s": rules.longest, "verdicts": counted}
