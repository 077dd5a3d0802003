"""How far verdicts were told outside: by one process at a time, each verdict once, from the first claim on."""

from __future__ import annotations

from collections.abc import Callable

from vigie.ledger import Ledger

S = 1_000_000


def told(ledger: Ledger) -> list[str]:
    return [one.prediction_id for one in ledger.exports.untold("azure", 10)]


def test_untold_begins_with_the_first_claim(ledger: Ledger, predict: Callable[[], str]) -> None:
    ledger.record_verdict(predict(), "rejected")
    assert ledger.exports.count_untold("azure") == 0
    assert told(ledger) == []
    assert ledger.exports.claim("azure", "one", at=0, lease_s=10)
    key = predict()
    ledger.record_verdict(key, "corrected", label="other", comment="why?", at=7)
    (found,) = ledger.exports.untold("azure", 10)
    assert (found.prediction_id, found.kind, found.label, found.comment) == (key, "corrected", "other", "why?")
    assert (found.at, found.predicted, found.confidence, found.model_version) == (7, "negative", 0.75, "1")
    assert (found.asked, found.origin) == (False, "person")
    assert ledger.exports.count_untold("azure") == 1


def test_advance_goes_forward_only(ledger: Ledger, predict: Callable[[], str]) -> None:
    ledger.exports.claim("azure", "one", at=0, lease_s=10)
    keys = [predict() for _ in range(3)]
    for key in keys:
        ledger.record_verdict(key, "confirmed")
    first, second, _ = ledger.exports.untold("azure", 10)
    ledger.exports.advance("azure", second.seq)
    assert told(ledger) == keys[2:]
    ledger.exports.advance("azure", first.seq)
    assert told(ledger) == keys[2:]
    assert ledger.exports.claim("otlp", "one", at=0, lease_s=10)  # another listener has a place of its own
    assert ledger.exports.count_untold("otlp") == 0


def test_claim_is_held_by_one_until_its_lease_ends(ledger: Ledger) -> None:
    assert ledger.exports.claim("azure", "one", at=0, lease_s=10)
    assert not ledger.exports.claim("azure", "two", at=9 * S, lease_s=10)
    assert ledger.exports.claim("azure", "one", at=9 * S, lease_s=10)
    assert not ledger.exports.claim("azure", "two", at=11 * S, lease_s=10)
    assert ledger.exports.claim("azure", "two", at=20 * S, lease_s=10)
    ledger.exports.release("azure", "one")  # whose it is no more
    assert not ledger.exports.claim("azure", "one", at=21 * S, lease_s=10)
    ledger.exports.release("azure", "two")
    assert ledger.exports.claim("azure", "one", at=21 * S, lease_s=10)


def test_claim_after_the_newest_verdict_was_erased_misses_none(ledger: Ledger, predict: Callable[[], str]) -> None:
    ledger.exports.claim("azure", "one", at=0, lease_s=10)
    keys = [predict(), predict()]
    ledger.record_verdict(keys[0], "rejected")
    ledger.exports.advance("azure", ledger.exports.untold("azure", 1)[0].seq)
    ledger.forget([keys[0]])
    ledger.exports.claim("azure", "one", at=1, lease_s=10)
    ledger.record_verdict(keys[1], "rejected")
    assert told(ledger) == [keys[1]]
