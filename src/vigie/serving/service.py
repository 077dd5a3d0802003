"""The service's parts, put together once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from vigie.core.errors import NotReadyError
from vigie.ledger import Ledger
from vigie.ledger.texts import SALT_FILE, HiddenTexts, read_salt
from vigie.servable.store import COPIES, Store, open_store
from vigie.serving.dataplane import Dataplane
from vigie.serving.delivery import Delivery
from vigie.serving.errors import Problem
from vigie.serving.guard import Guard
from vigie.serving.keys import KeyRing
from vigie.serving.ledger_link import LedgerLink
from vigie.serving.metrics import Counts
from vigie.serving.options import ServiceOptions
from vigie.serving.outside import open_outside
from vigie.serving.payloads import PayloadReader
from vigie.serving.peers import Peers
from vigie.serving.pulse import Pulse
from vigie.serving.rate import RateLimit
from vigie.serving.refusals import RefusalAlerts
from vigie.serving.retention import keep_to
from vigie.serving.rollout import Rollout
from vigie.serving.shared_rate import SharedRate
from vigie.serving.tracing import note_error, note_prediction
from vigie.serving.trials import Trials

T = TypeVar("T")


def _hidden_texts(options: ServiceOptions) -> HiddenTexts | None:
    if options.project.file.ledger.texts == "keep":
        return None
    salt = options.salt or read_salt(options.project.state / SALT_FILE)
    return HiddenTexts(salt, [one.name for one in options.project.schema.features if one.type == "text"])


_FIRST_LOOK_S = 3.0
"""So long the service waits, before it listens, for its model and its ledger."""


class Service:
    """What the routes share. Made by `create_app`; lives as long as the application."""

    def __init__(self, options: ServiceOptions) -> None:
        self.options = options
        self.schema = options.project.schema
        self.counts = options.peers.resume() if options.peers else Counts()
        hidden = _hidden_texts(options)
        self.reader = PayloadReader(self.schema, options.max_rows, hidden)
        store, fingerprint = _store(options), self.schema.fingerprint()
        self.store = store
        self.rollout = Rollout(store, fingerprint, self.counts)
        self.link = LedgerLink(options.ledger_url, relaxed=options.project.file.ledger.durability == "relaxed")
        self.ring = KeyRing(self.link) if options.keys else None
        self.guard = Guard(self.ring, _rate(options))
        self.outside = open_outside(options, self.link, self.counts)
        """Who is told of requests and verdicts; None where nobody is."""
        self.delivery = Delivery(options.notify, options.project.file)
        self.trials = Trials(store, fingerprint, self.counts, self.rollout, self.link, self.delivery)
        self.dataplane = Dataplane(
            self.reader,
            self.rollout,
            self.link,
            self.counts,
            self.trials,
            keeps_texts=hidden is None,
            traced=self.outside is not None,
        )
        self.draining = False
        """True from the signal to stop on: what was accepted is still answered."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Load the model, open the ledger, and keep both in view while the block lasts; then flush and let go.

        A model or ledger that is not there does not stop the service from starting: it is not ready until they are.
        """
        every_s = self.options.look_every_s
        opening = asyncio.create_task(self.link.open())
        looking = asyncio.create_task(self.rollout.look())
        await asyncio.wait([opening, looking], timeout=_FIRST_LOOK_S)
        if self.ring is not None:
            await self.ring.look()
        tasks = [
            asyncio.create_task(self.link.keep_in_view(opening, every_s)),
            asyncio.create_task(self.rollout.follow(looking, every_s)),
            asyncio.create_task(self.trials.follow(every_s)),
        ]
        tasks.append(asyncio.create_task(RefusalAlerts(self.rollout, self.link, self.delivery).follow(every_s)))
        rules = self.options.project.file.alerts.monitored
        pulse = Pulse(self.counts, self.options.peers, self.link, rules, self.delivery)
        tasks.append(asyncio.create_task(pulse.follow()))
        if self.options.peers is not None:
            tasks.append(asyncio.create_task(self._tell_peers(self.options.peers, every_s)))
        if self.ring is not None:
            tasks.append(asyncio.create_task(self.ring.follow(opening, every_s)))
        if days := self.options.project.file.ledger.keep_days:
            tasks.append(asyncio.create_task(keep_to(self.link, days)))
        if self.outside is not None:
            self.outside.start()
        try:
            yield
        finally:
            self.draining = True
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.trials.close()
            if self.outside is not None:
                await asyncio.to_thread(self.outside.close)
            await self.link.close()

    async def check_ready(self) -> None:
        """Return when predictions can be answered, else raise why not."""
        if self.draining:
            raise NotReadyError("The service is stopping.")
        self.rollout.require()
        if not self.link.may_wait:
            await self.link.check()

    @property
    def seems_ready(self) -> bool:
        """Whether predictions can be answered, as far as is known without asking the ledger."""
        answerable = self.link.answers or self.link.may_wait
        return not self.draining and self.rollout.champion is not None and answerable

    async def in_ledger(self, work: Callable[[Ledger], T]) -> T:
        """Return what `work` finds in the ledger, off the event loop."""
        return await asyncio.to_thread(work, self.link.require())

    def judged(self, prediction_id: str) -> None:
        """Say that a verdict on this prediction was stored, to whoever is told."""
        if self.outside is not None:
            note_prediction(prediction_id)
            self.outside.wake()

    async def _tell_peers(self, peers: Peers, every_s: float) -> None:
        while True:
            with suppress(OSError):  # a disk without room costs counts, not answers
                peers.write(self.counts, self.link.pending)
            await asyncio.sleep(every_s)

    def refused(self, problem: Problem) -> None:
        """Count a refused request."""
        self.counts.refused[problem.code] += 1
        note_error(problem.code)


def _rate(options: ServiceOptions) -> RateLimit | None:
    declared, peers = options.project.file.service.rate, options.peers
    if declared is None:
        return None
    if peers is None:
        return RateLimit(*declared)
    return SharedRate(*declared, peers.rates, peers.number, peers.of)


def _store(options: ServiceOptions) -> Store:
    return open_store(options.bucket or options.store, options.project.state / COPIES, options.signing_key)
