"""The ledger: what was answered, what people said about it, what was alerted and what was deployed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError

from vigie.core import clock
from vigie.core.errors import LedgerError, VigieError
from vigie.core.keys import Key, Scope
from vigie.core.project import RejectionRule
from vigie.core.types import TestOpening, VerdictKind
from vigie.ledger import alerts, deployments, forgetting, keys, openings, predictions, requests, traffic, verdicts
from vigie.ledger.alerts import Alert, AlertState
from vigie.ledger.challenges import Challenges
from vigie.ledger.database import Database, PredictionRow
from vigie.ledger.deployments import Deployment, DeploymentAction
from vigie.ledger.drifts import Drifts
from vigie.ledger.exports import Exports
from vigie.ledger.forgetting import Forgotten
from vigie.ledger.ground_truth import GroundTruth
from vigie.ledger.ids import new_id
from vigie.ledger.live_rows import LiveRows
from vigie.ledger.measurements import Measurements
from vigie.ledger.migrate import migrate
from vigie.ledger.performance import Performance
from vigie.ledger.requests import Entry, Recorded, Request
from vigie.ledger.retrainings import Retrainings
from vigie.ledger.reviews import Reviews
from vigie.ledger.rules import Rules
from vigie.ledger.traffic import Bucket
from vigie.ledger.verdicts import Judging, Verdict, VerdictReceipt
from vigie.monitoring.quality import Quality
from vigie.monitoring.refusals import Refusal


def now() -> int:
    """Return the time as the ledger counts it: microseconds since the epoch, UTC."""
    return clock.time_ns() // 1_000


def open_ledger(url: str, *, wait_s: float = 5.0) -> Ledger:
    """Open the ledger at `url`, making or migrating its tables where needed.

    Parameters
    ----------
    url
        `sqlite:////absolute/path.db` (the folder is made when missing), or `postgresql://user@host/database`.
        One ledger belongs to one project.
    wait_s
        How long a call waits for a lock or a connection before it says that the ledger is unavailable, in seconds.

    Raises
    ------
    LedgerUnavailableError
        The database cannot be reached or used.
    LedgerError
        The address is not understood, or a newer Vigie made the ledger.
    """
    database = _database(url, wait_s)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return Ledger(database)


def _database(url: str, wait_s: float) -> Database:
    remedy = "Give sqlite:////path/to/ledger.db or postgresql://user@host/database."
    try:
        parsed = make_url(url)
    except ArgumentError as err:
        raise LedgerError("The ledger's address is not understood.", remedy=remedy) from err
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        from vigie.ledger.sqlite import SqliteDatabase  # each only where it is used: drivers cost start-up time

        return SqliteDatabase(Path(parsed.database), wait_s=wait_s)
    if backend in ("postgresql", "postgres"):
        from vigie.ledger.postgres import PostgresDatabase

        return PostgresDatabase(parsed, wait_s=wait_s)
    raise LedgerError(f"A ledger cannot live in '{backend}' without a file or server.", remedy=remedy)


class Ledger:
    """The only door to the ledger's tables. Made by `open_ledger`; safe to share between threads.

    What a method wrote is on disk when it returns. Where the database cannot be used, every method raises
    LedgerUnavailableError, and works again as soon as the database does. `at` and `since` are microseconds since the
    epoch, UTC; `at` is now unless it is given.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def drifts(self) -> Drifts:
        """What comparisons with the training rows found."""
        return Drifts(self.database)

    @property
    def live_rows(self) -> LiveRows:
        """The rows that were answered, to be read in bulk."""
        return LiveRows(self.database)

    @property
    def ground_truth(self) -> GroundTruth:
        """Labels that come after the answers, in bulk."""
        return GroundTruth(self.database)

    @property
    def performance(self) -> Performance:
        """How the answers did, by period, model version and kind of verdict."""
        return Performance(self.database)

    @property
    def rules(self) -> Rules:
        """The rules on monitors, held against what they saw."""
        return Rules(self.database)

    @property
    def measurements(self) -> Measurements:
        """What monitors saw over time."""
        return Measurements(self.database)

    @property
    def reviews(self) -> Reviews:
        """Rows whose label waits for a person, and what people decided."""
        return Reviews(self.database)

    @property
    def retrainings(self) -> Retrainings:
        """Every retraining, and how it ended."""
        return Retrainings(self.database)

    @property
    def exports(self) -> Exports:
        """How far verdicts were told outside."""
        return Exports(self.database)

    @property
    def challenges(self) -> Challenges:
        """Tests in production: challengers, and what they answered."""
        return Challenges(self.database)

    def close(self) -> None:
        """Give the connections back. Calls under way end normally."""
        self.database.close()

    def ping(self) -> None:
        """Return if the ledger answers, else raise LedgerUnavailableError; after a write that failed, try one."""
        if self.database.writes_fail:
            with self.database.write() as connection:  # one that leaves nothing, and needs what every one needs
                predictions.write_and_erase(connection)
        else:
            with self.database.read() as connection:
                connection.execute(text("SELECT 1 FROM predictions LIMIT 1"))

    def record_predictions(self, rows: Sequence[PredictionRow]) -> None:
        """Write predictions in one transaction: all of them or, with an error, none.

        Raises
        ------
        LedgerRefusedError
            An id is there already, or a value is not of its column's type: trying again would not help.
        """
        if rows:
            self.database.insert_predictions(rows)

    def record_each_once(self, entries: Sequence[Entry]) -> list[Recorded | None]:
        """Write predictions with the answer that tells of them, but for requests that were answered before.

        All in one transaction, in which writers take turns: the same request twice at once is one.

        Returns
        -------
        For each request its answer, the former one if there is one, and whether it is new; None for a request that came
        before with something else.
        """
        with self.database.write() as connection:
            outcomes, new = requests.sort_out(connection, entries)
            if new:
                predictions.record(connection, [row for entry in new for row in entry.rows])
                requests.keep(connection, [(entry.request, entry.answer) for entry in new], now())
        return outcomes

    def prediction(self, prediction_id: str) -> PredictionRow:
        """Return one prediction, or raise PredictionNotFoundError."""
        with self.database.read() as connection:
            return predictions.find(connection, prediction_id)

    def count_predictions(self) -> int:
        """Count all predictions; reads a whole index."""
        with self.database.read() as connection:
            return predictions.count(connection)

    def record_verdict(
        self,
        prediction_id: str,
        kind: VerdictKind,
        *,
        label: str | None = None,
        comment: str | None = None,
        at: int | None = None,
        rule: RejectionRule | None = None,
        of_key: str | None = None,
        request: Request | None = None,
        asked: bool = False,
        giver: str | None = None,
    ) -> VerdictReceipt:
        """Store what a person says about a prediction and, in the same transaction, check the alert rule.

        The same verdict (kind and label) again is not stored again and counts once; a comment that comes with it is
        kept if there was none. Verdicts take turns over all processes, so one rule opens exactly one alert.

        Parameters
        ----------
        label
            The right class, with 'corrected' only. That it is one of the classes is for the caller to check.
        rule
            The project's rule; without one no alert is opened.
        of_key
            The id of the key whose predictions may be judged; by default any.
        request
            A request that may come again: then it has the receipt that it had at first.
        asked
            Whether people were asked to check this prediction, rather than coming by themselves.
        giver
            Whose verdict it is: a key, or a digest of an address.

        Raises
        ------
        PredictionNotFoundError
        VerdictConflictError
            The prediction has another verdict, which stays.
        PayloadError
            A label is missing, is not wanted, or is what was predicted.
        RequestConflictError
            The request came before with something else.
        """
        moment = now() if at is None else at
        given = verdicts.Given(prediction_id, kind, label, comment, moment, asked, giver)
        with self.database.write() as connection:
            return verdicts.take(connection, Judging(given, rule, of_key, request))

    def record_verdicts(self, judgings: Sequence[Judging]) -> list[VerdictReceipt | VigieError]:
        """Store several people's verdicts in one transaction, as `record_verdict` does each.

        Returns
        -------
        For each its receipt, or the error that it alone has.
        """
        with self.database.write() as connection:
            return [verdicts.take_or_refuse(connection, one) for one in judgings]

    def latest_verdicts(self, limit: int = 50, *, features: bool = False) -> list[Verdict]:
        """Return verdicts beside what they judge, the latest to arrive first; with the rows only where asked."""
        with self.database.read() as connection:
            return verdicts.latest(connection, limit, features=features)

    def quality(self, since: int | None = None) -> Quality:
        """Return the accuracy in production, from the verdicts given since then."""
        with self.database.read() as connection:
            return verdicts.measure_quality(connection, since)

    def traffic(self, since: int, *, bucket_s: int = 60, until: int | None = None) -> list[Bucket]:
        """Count predictions from `since` to `until` (now) in buckets of `bucket_s` seconds, empty ones included.

        Buckets begin at multiples of their length, so the first and the last may be cut. Raises ValueError over
        10,000 buckets.
        """
        with self.database.read() as connection:
            return traffic.count(connection, since, now() + 1 if until is None else until, bucket_s)

    def alert(self, alert_id: str) -> Alert:
        """Return one alert, or raise AlertNotFoundError."""
        with self.database.read() as connection:
            return alerts.find(connection, alert_id)

    def alerts(self, state: AlertState | None = None, limit: int = 50) -> list[Alert]:
        """Return alerts, the newest first."""
        with self.database.read() as connection:
            return alerts.latest(connection, state, limit)

    def acknowledge_alert(self, alert_id: str, who: str, *, at: int | None = None) -> Alert:
        """Say that somebody looks into it; a closed alert stays as it is."""
        with self.database.write() as connection:
            return alerts.acknowledge(connection, alert_id, who, now() if at is None else at)

    def close_alert(self, alert_id: str, who: str, why: str, *, at: int | None = None) -> Alert:
        """Close an alert by hand; only rejections that arrive later count for the next one."""
        with self.database.write() as connection:
            return alerts.close(connection, alert_id, who, why, now() if at is None else at)

    def close_quiet_alerts(self, rule: RejectionRule, at: int | None = None) -> list[Alert]:
        """Close the alert whose quiet time has passed without a rejection, and return what was closed."""
        with self.database.write() as connection:
            closed = alerts.close_if_quiet(connection, rule, now() if at is None else at)
            return [] if closed is None else [closed]

    def note_refusal(self, reason: str, goes_on: str | None, *, at: int | None = None) -> Alert | None:
        """Keep that a service refused a model and why, and return the alert that this opened, if none was open.

        Parameters
        ----------
        goes_on
            The version that answers instead, if there is one.
        """
        moment = now() if at is None else at
        with self.database.write() as connection:
            return alerts.note_refusal(connection, Refusal(reason, goes_on, 1, moment, moment))

    def close_refusal(self, version: str, *, at: int | None = None) -> Alert | None:
        """Close the alert about refused models, if one is open, for `version` was taken; return it."""
        with self.database.write() as connection:
            return alerts.close_refusal(connection, version, now() if at is None else at)

    def claim_unsent_alerts(
        self, at: int | None = None, *, lease_s: float = 120.0, only: Collection[str] | None = None
    ) -> list[Alert]:
        """Take the alerts that are due to be sent. Nobody else gets them until the lease ends or they are marked.

        Not those that somebody closed by hand, nor those that opened more than a day ago; with `only`, none but those
        of these rules.
        """
        with self.database.write() as connection:
            return alerts.claim_unsent(connection, now() if at is None else at, lease_s, only)

    def mark_sent(self, alert_id: str, delivered: Sequence[str] = ()) -> None:
        """Record that an alert reached every address; `delivered` are the addresses' digests."""
        with self.database.write() as connection:
            alerts.mark_sent(connection, alert_id, delivered)

    def mark_failed(
        self, alert_id: str, error: str, next_attempt_at: int | None, delivered: Sequence[str] = ()
    ) -> None:
        """Record that an alert did not reach every address; without a next attempt it is given up."""
        with self.database.write() as connection:
            alerts.mark_failed(connection, alert_id, error, next_attempt_at, delivered)

    def record_deployment(
        self,
        action: DeploymentAction,
        version: str,
        *,
        previous: str | None,
        who: str,
        why: str,
        run_id: str,
        candidate: str = "",
        gates: Sequence[Mapping[str, Any]] = (),
        at: int | None = None,
    ) -> Deployment:
        """Record that `version` became the champion."""
        moment = now() if at is None else at
        deployment = Deployment(new_id(), moment, action, version, previous, candidate, who, why, run_id, tuple(gates))
        with self.database.write() as connection:
            deployments.record(connection, deployment)
        return deployment

    def deployments(self, limit: int = 50) -> list[Deployment]:
        """Return deployments, the newest first."""
        with self.database.read() as connection:
            return deployments.latest(connection, limit)

    def record_opening(
        self, *, who: str, why: str, candidate: str, run_id: str, dataset_version: int, at: int | None = None
    ) -> TestOpening:
        """Record that the sealed test rows are about to be read, and return the permission to do so."""
        opening = TestOpening(new_id(), now() if at is None else at, who, why, candidate, run_id, dataset_version)
        with self.database.write() as connection:
            openings.record(connection, opening)
        return opening

    def openings(self, limit: int = 50) -> list[TestOpening]:
        """Return openings of the test set, the newest first."""
        with self.database.read() as connection:
            return openings.latest(connection, limit)

    def predictions_like(self, wanted: Callable[[dict[str, Any]], bool]) -> list[str]:
        """Return the ids of the predictions whose row is wanted; reads them all, a page at a time."""
        return list(forgetting.matching(self.database, wanted))

    def forget(self, ids: Iterable[str]) -> Forgotten:
        """Erase predictions with their verdicts, and the answers kept for repeated requests; unknown ids are none.

        A few hundred at a time: should it be interrupted, call it again. Alerts keep the ids in their evidence.
        """
        return forgetting.forget(self.database, ids)

    def forget_before(self, at: int) -> Forgotten:
        """Erase every prediction from before then, with its verdict, and every drift report."""
        return forgetting.forget_before(self.database, at)

    def forget_page_before(self, at: int) -> Forgotten:
        """Erase a few hundred of them, the oldest first, for whoever must be able to stop in between."""
        return forgetting.forget_page_before(self.database, at)

    def create_key(self, name: str, scopes: Iterable[Scope], *, expires_at: int | None = None) -> str:
        """Make a key and return its text, kept nowhere. Raises KeyTakenError if a live one has that name."""
        with self.database.write() as connection:
            return keys.create(connection, name, scopes, now(), expires_at)

    def revoke_key(self, name: str) -> list[Key]:
        """Revoke what has this name or id, and return it. Raises KeyNotFoundError if nothing has."""
        with self.database.write() as connection:
            return keys.revoke(connection, name, now())

    def all_keys(self) -> list[Key]:
        """Return every key, revoked ones too, the newest first."""
        with self.database.read() as connection:
            return keys.every(connection)

    def unrevoked_keys(self) -> list[Key]:
        """Return the keys that were not revoked; some may have expired."""
        with self.database.read() as connection:
            return keys.unrevoked(connection)
