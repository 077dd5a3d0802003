"""Tests in production: `ledger.challenges`. Who challenges whom, what it answered, and what people said meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, func, null, select, update

from vigie.core import clock
from vigie.core.errors import ChallengeRunningError
from vigie.core.types import ChallengeMode, VerdictKind
from vigie.ledger.database import Database
from vigie.ledger.ids import new_id
from vigie.ledger.tables import challenger_answers, challenges, predictions, verdicts
from vigie.monitoring.rejections import Rejection

ChallengeEnd = Literal["promoted", "kept", "stopped", "failed"]
"""The challenger became the champion; was shown not to be worth it, or not shown better in time; was ended by a person,
or because the champion changed; could not be loaded, or failed at answering."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One test in production. Times are microseconds since the epoch, UTC."""

    id: str
    mode: ChallengeMode
    version: str
    """The challenger's."""
    champion: str
    """The champion's version when it began."""
    share: float
    """Of the requests, in (0, 1]."""
    settings: Mapping[str, Any]
    """What it is judged by, as it was when it began."""
    started_at: int
    started_by: str
    ended_at: int | None = None
    ended_by: str | None = None
    decision: ChallengeEnd | None = None
    words: str = ""
    """How it stands or ended, for people."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """The same in numbers."""


class ChallengerAnswer(NamedTuple):
    """What a challenger would have answered, in the order of the table's columns."""

    prediction_id: str
    challenge_id: str
    at: int
    label: str
    confidence: float
    probabilities: str
    answer_us: int
    """Microseconds that the challenger took."""
    agrees: int
    """1: it is what the champion answered."""


class Judged(NamedTuple):
    """A verdict on an answer that was given during a challenge."""

    kind: VerdictKind
    label: str | None
    predicted: str
    """What was answered."""
    version: str
    """Who answered."""
    beside: str | None
    """What the challenger said beside it; None where it did not."""
    unbiased: bool
    """Whether somebody was asked for it, or it came from elsewhere: people volunteer complaints."""


class Counts(NamedTuple):
    """What a challenger has answered."""

    answers: int
    agreements: int
    """Answers beside the champion's that were the same."""
    mean_us: float | None
    """Of an answer beside the champion's."""
    by_champion: int = 0
    """In a canary or an A/B test: answers of the champion meanwhile."""


class Challenges:
    """The tests in production of one project; at most one runs at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        mode: ChallengeMode,
        version: str,
        *,
        champion: str,
        share: float,
        who: str,
        settings: Mapping[str, Any] | None = None,
        at: int | None = None,
    ) -> Challenge:
        """Begin a challenge. Raises ChallengeRunningError if one is under way."""
        made = Challenge(new_id(), mode, version, champion, share, settings or {}, _now() if at is None else at, who)
        with self._database.write() as connection:
            if (running := _running(connection)) is not None:
                raise ChallengeRunningError(running.version, running.mode)
            connection.execute(challenges.insert().values(_values(made)))
        return made

    def running(self) -> Challenge | None:
        """Return the challenge under way, if there is one."""
        with self._database.read() as connection:
            return _running(connection)

    def find(self, challenge_id: str) -> Challenge | None:
        with self._database.read() as connection:
            row = connection.execute(select(challenges).where(challenges.c.id == challenge_id)).mappings().one_or_none()
        return None if row is None else _challenge(row)

    def latest(self, limit: int = 20) -> list[Challenge]:
        """Return challenges, the newest first."""
        query = select(challenges).order_by(challenges.c.started_at.desc(), challenges.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return [_challenge(row) for row in connection.execute(query).mappings()]

    def note(self, challenge_id: str, words: str, detail: Mapping[str, Any]) -> None:
        """Keep how a running challenge stands; of one that has ended, nothing changes."""
        open_ = (challenges.c.id == challenge_id) & challenges.c.ended_at.is_(None)
        with self._database.write() as connection:
            connection.execute(update(challenges).where(open_).values(words=words, detail=_json(detail)))

    def end(
        self,
        challenge_id: str,
        decision: ChallengeEnd,
        words: str,
        *,
        who: str,
        detail: Mapping[str, Any] | None = None,
        at: int | None = None,
    ) -> bool:
        """End a challenge; say whether this call did, for only the first one counts."""
        values: dict[str, Any] = {
            "ended_at": _now() if at is None else at, "ended_by": who, "decision": decision, "words": words,
        }  # fmt: skip
        if detail is not None:
            values["detail"] = _json(detail)
        open_ = (challenges.c.id == challenge_id) & challenges.c.ended_at.is_(None)
        with self._database.write() as connection:
            return bool(connection.execute(update(challenges).where(open_).values(values)).rowcount)

    def record_answers(self, answers: Sequence[ChallengerAnswer]) -> None:
        """Write answers that were given beside the champion's, together or none of them."""
        if answers:
            with self._database.write() as connection:
                connection.execute(challenger_answers.insert(), [answer._asdict() for answer in answers])

    def counts(self, challenge: Challenge, *, timed: bool = True) -> Counts:
        """Count what the challenger has answered: beside the champion, or in its place.

        Without `timed` it reads an index alone, and does not say how long an answer took.
        """
        with self._database.read() as connection:
            if challenge.mode != "shadow":
                version = predictions.c.model_version
                given = select(version, func.count()).where(_during(challenge)).group_by(version)
                by_version: dict[str, int] = dict(connection.execute(given).tuples().all())
                answers, others = (by_version.get(one, 0) for one in (challenge.version, challenge.champion))
                return Counts(answers, 0, None, others)
            beside = select(
                func.count(), func.coalesce(func.sum(challenger_answers.c.agrees), 0),
                func.avg(challenger_answers.c.answer_us) if timed else null(),
            ).where(challenger_answers.c.challenge_id == challenge.id)  # fmt: skip
            answers, agreements, mean = connection.execute(beside).one()
        return Counts(answers, int(agreements), None if mean is None else float(mean))

    def judged(self, challenge: Challenge) -> list[Judged]:
        """Return the verdicts on answers given during a challenge, in the order in which they came.

        In a shadow, on those that the challenger answered too; otherwise, on those of either version.
        """
        query = select(
            verdicts.c.kind, verdicts.c.label, predictions.c.label, predictions.c.model_version,
            challenger_answers.c.label, verdicts.c.asked, verdicts.c.origin,
        ).order_by(verdicts.c.seq)  # fmt: skip
        with self._database.read() as connection:
            rows = connection.execute(_judged(query, challenge)).all()
        return [
            Judged(kind, label, predicted, version, beside, bool(asked) or origin != "person")
            for kind, label, predicted, version, beside, asked, origin in rows
        ]

    def rejections(self, version: str, since: int, until: int, limit: int = 500) -> list[Rejection]:
        """Return when people rejected or corrected a version's answers given since then, the first ones."""
        query = (
            select(predictions.c.id, verdicts.c.at)
            .join(verdicts, verdicts.c.prediction_id == predictions.c.id)
            .where(
                verdicts.c.at.between(since, until), verdicts.c.kind != "confirmed",
                predictions.c.model_version == version, predictions.c.at >= since,
            )
            .order_by(verdicts.c.at)
            .limit(limit)
        )  # fmt: skip
        with self._database.read() as connection:
            return [Rejection(*row) for row in connection.execute(query)]

    def disagreements(self, challenge: Challenge, limit: int = 20) -> list[tuple[str, str, str, float]]:
        """Return where the challenger would have answered something else, the newest first.

        Each with the prediction's id, the champion's label, the challenger's and its confidence.
        """
        beside = challenger_answers.c
        query = (
            select(predictions.c.id, predictions.c.label, beside.label, beside.confidence)
            .join(predictions, predictions.c.id == beside.prediction_id)
            .where(beside.challenge_id == challenge.id, beside.agrees == 0)
            .order_by(beside.prediction_id.desc())  # ids begin with the time
            .limit(limit)
        )
        with self._database.read() as connection:
            return [tuple(row) for row in connection.execute(query)]


def _judged(query: Select[Any], challenge: Challenge) -> Select[Any]:
    beside = challenger_answers.c
    of_it = (beside.prediction_id == predictions.c.id) & (beside.challenge_id == challenge.id)
    joined = verdicts.join(predictions, predictions.c.id == verdicts.c.prediction_id)
    query = query.where(verdicts.c.at >= challenge.started_at)  # what lets the database begin with the few
    if challenge.mode == "shadow":
        return query.select_from(joined.join(challenger_answers, of_it))
    versions = predictions.c.model_version.in_((challenge.version, challenge.champion))
    return query.select_from(joined.outerjoin(challenger_answers, of_it)).where(_during(challenge), versions)


def _during(challenge: Challenge) -> Any:
    since = predictions.c.at >= challenge.started_at
    return since if challenge.ended_at is None else since & (predictions.c.at <= challenge.ended_at)


def _running(connection: Connection) -> Challenge | None:
    query = select(challenges).where(challenges.c.ended_at.is_(None)).order_by(challenges.c.started_at.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _challenge(row)


def _values(challenge: Challenge) -> dict[str, Any]:
    facts = {name: getattr(challenge, name) for name in challenges.c.keys()}  # noqa: SIM118 - columns, not a dict
    return {**facts, "settings": _json(challenge.settings), "detail": _json(challenge.detail)}


def _challenge(row: RowMapping) -> Challenge:
    facts: dict[str, Any] = dict(row)
    return Challenge(**{**facts, "settings": json.loads(facts["settings"]), "detail": json.loads(facts["detail"])})


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False)


def _now() -> int:
    return clock.time_ns() // 1_000
