"""Telling people's verdicts outside, each once: the ledger is the queue, a thread per listener empties it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from uuid import uuid4

from vigie.core.errors import LedgerError
from vigie.ledger import Ledger, ToldVerdict, now
from vigie.telemetry.facts import Event, Fact, Outcome
from vigie.telemetry.sink import Sink
from vigie.telemetry.tally import Tally, What

_log = logging.getLogger(__name__)

_AT_ONCE = 25
"""As many are told again by the successor of a process that is killed, at most. A backlog of 10,000 still leaves within
a minute or so."""
UID = "log.record.uid"
"""By OpenTelemetry's conventions a record whose uid was there already is the same record, and may be dropped."""
_LOOK_EVERY_S = 1.0
_LEASE_S = 30.0
_LONGEST_WAIT_S = 60.0
_TOO_OLD_S = 47 * 3_600
"""Application Insights takes nothing that is older than two days, and an alert about it would come too late."""
_LONGEST_TEXT = 8_000
_LAST_WORDS_S = 3.0


class EventForm:
    """Makes an event of a verdict.

    Parameters
    ----------
    texts
        The features whose texts go with it, and the comment too; None where the project keeps both to itself.
    """

    def __init__(self, project: str, texts: Sequence[str] | None) -> None:
        self._project = project
        self._texts = texts

    def event(self, verdict: ToldVerdict) -> Event:
        """Return `prediction.rejected`, `prediction.confirmed` or `prediction.corrected` with its facts."""
        known: dict[str, Fact | None] = {
            UID: f"{verdict.prediction_id}/{verdict.kind}",
            "vigie.project": self._project,
            "vigie.prediction.id": verdict.prediction_id,
            "vigie.model.version": verdict.model_version,
            "vigie.label.predicted": verdict.predicted,
            "vigie.label.right": verdict.label,
            "vigie.confidence": verdict.confidence,
            "vigie.asked": verdict.asked,
            "vigie.origin": verdict.origin,
        }
        if self._texts is not None:
            row: Mapping[str, object] = json.loads(verdict.features)
            known |= {f"vigie.text.{name}": str(row[name])[:_LONGEST_TEXT] for name in self._texts if row.get(name)}
            known["vigie.comment"] = verdict.comment[:_LONGEST_TEXT] if verdict.comment else None
        facts = {name: value for name, value in known.items() if value is not None}
        return Event(f"prediction.{verdict.kind}", verdict.at, facts)


class Telling:
    """Tells one listener. Of several processes on one ledger one does, until it is gone.

    An event leaves within a second; what does not arrive is sent again, ever less often, until it is too old.

    There is one way to tell twice, and no way around it: a process that is killed after the listener has taken events
    and before the ledger holds how far it came, for those are two steps on two machines. What stays of it:

    - in the ordinary course one event or a few, within the milliseconds of one exchange, since the ledger is written
      after each;
    - of a backlog, or while the listener takes a part only (then what it took after the first that it did not is known
      in memory alone), up to 25, one exchange's worth;
    - whoever counts can tell: a repetition has the `log.record.uid` of the first telling, whoever tells it. The alert
      rule in deploy/azure counts predictions, not events, so that it does not see them twice.

    A process that is told to stop gives the exchange that is under way three seconds to end.

    Parameters
    ----------
    ledger
        Returns it, or raises LedgerUnavailableError.
    counts
        Where `events_sent` and `events_dropped` are added up.
    """

    def __init__(self, sink: Sink, form: EventForm, ledger: Callable[[], Ledger], counts: Tally) -> None:
        self._sink = sink
        self._form = form
        self._ledger = ledger
        self._counts = counts
        self._holder = uuid4().hex
        self._renew_at = 0.0
        self._settled: set[int] = set()
        """Told or given up, while one before them is not."""
        self._failures = 0
        self._woken = threading.Event()
        self._stopping = False
        # A daemon: a listener that does not answer must not hold up the service's end.
        self._thread = threading.Thread(target=self._run, name=f"telling {sink.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Say that there is a verdict; returns at once."""
        self._woken.set()

    def close(self) -> None:
        """Let another process go on, after what is under way; a few seconds at most."""
        self._stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(_LAST_WORDS_S)

    def _run(self) -> None:
        pause_s = 0.0
        while not self._stopping:
            self._woken.wait(pause_s)
            self._woken.clear()
            pause_s = self._carefully()
        self._carefully()
        try:
            self._ledger().exports.release(self._sink.name, self._holder)
        except LedgerError:
            _log.debug("The ledger is gone; the lease ends by itself")

    def _carefully(self) -> float:
        try:
            return self.look()
        except LedgerError:
            return _LOOK_EVERY_S
        except Exception:  # noqa: BLE001 - whatever a library raises, the thread goes on
            _log.exception("Verdicts could not be told to %s", self._sink.name)
            return self._wait_longer("an error of its library")

    def look(self) -> float:
        """Tell what there is to tell, and return the seconds until the next look."""
        ledger = self._ledger()
        if not self._holds(ledger):
            return _LEASE_S / 3
        verdicts = ledger.exports.untold(self._sink.name, _AT_ONCE)
        left = self._give_up_old([one for one in verdicts if one.seq not in self._settled])
        outcome = self._send(left)
        self._advance(ledger, verdicts)
        if left and len(outcome.settled) < len(left):
            return max(self._wait_longer(outcome.why), min(outcome.wait_s or 0.0, _LONGEST_WAIT_S))
        self._failures = 0
        return 0.0 if len(verdicts) == _AT_ONCE else _LOOK_EVERY_S

    def _holds(self, ledger: Ledger) -> bool:
        if monotonic() < self._renew_at:
            return True
        if ledger.exports.claim(self._sink.name, self._holder, at=now(), lease_s=_LEASE_S):
            self._renew_at = monotonic() + _LEASE_S / 3
            return True
        self._settled.clear()  # whoever holds it now settles by themselves
        return False

    def _give_up_old(self, verdicts: Sequence[ToldVerdict]) -> list[ToldVerdict]:
        oldest = now() - _TOO_OLD_S * 1_000_000
        old = [one for one in verdicts if one.at < oldest]
        if old:
            _log.error("%d verdicts were never told to %s: they are too old by now", len(old), self._sink.name)
            self._settle([one.seq for one in old], "events_dropped")
        return [one for one in verdicts if one.at >= oldest]

    def _send(self, verdicts: Sequence[ToldVerdict]) -> Outcome:
        if not verdicts:
            return Outcome()
        outcome = self._sink.send_events([self._form.event(one) for one in verdicts])
        self._settle([verdicts[place].seq for place in outcome.taken], "events_sent")
        if outcome.refused:
            _log.error("%s refused %d verdicts for good", self._sink.name, len(outcome.refused))
            self._settle([verdicts[place].seq for place in outcome.refused], "events_dropped")
        return outcome

    def _settle(self, seqs: Sequence[int], outcome: What) -> None:
        self._settled.update(seqs)
        self._counts.add(outcome, len(seqs))

    def _advance(self, ledger: Ledger, verdicts: Sequence[ToldVerdict]) -> None:
        told = 0
        for verdict in verdicts:
            if verdict.seq not in self._settled:
                break
            told = verdict.seq
        if told:
            ledger.exports.advance(self._sink.name, told)
            self._settled = {seq for seq in self._settled if seq > told}

    def _wait_longer(self, why: str) -> float:
        if self._failures == 0:
            _log.warning("Verdicts do not arrive at %s (%s); the ledger keeps them until they do", self._sink.name, why)
        self._failures += 1
        return float(min(2 ** (self._failures - 1), _LONGEST_WAIT_S))
