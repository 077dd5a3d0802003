"""The end of a test in production, whoever ends it: the ledger first, then the pointer that services follow."""

from __future__ import annotations

from vigie.core.errors import NoChallengeError
from vigie.ledger import Challenge, Ledger
from vigie.ledger.challenges import ChallengeEnd
from vigie.servable.store import Store


def end(ledger: Ledger, store: Store, challenge: Challenge, decision: ChallengeEnd, words: str, who: str) -> None:
    """End a challenge: services ask its version no more from their next look on."""
    ledger.challenges.end(challenge.id, decision, words, who=who)
    clear(store, challenge)


def clear(store: Store, challenge: Challenge) -> None:
    """Take a challenge's pointer away, if it is still there."""
    pointed = store.challenger()
    if pointed is not None and pointed.challenge == challenge.id:
        store.set_challenger(None)


def stop(ledger: Ledger, store: Store, who: str, why: str) -> Challenge:
    """End the challenge under way by hand. Raises NoChallengeError if there is none."""
    challenge = ledger.challenges.running()
    if challenge is None:
        raise NoChallengeError
    end(ledger, store, challenge, "stopped", why or f"{who} ended it.", who)
    return challenge


def end_with_champion(ledger: Ledger, store: Store, champion: str, who: str, why: str) -> None:
    """End the challenge under way, if there is one, for `champion` was just made the champion."""
    challenge = ledger.challenges.running()
    if challenge is None:
        return
    if champion == challenge.version:
        end(ledger, store, challenge, "promoted", why or f"{who} promoted it.", who)
    else:
        end(ledger, store, challenge, "stopped", f"The champion changed to version {champion}.", who)
