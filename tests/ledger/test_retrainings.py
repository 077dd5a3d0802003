"""The record of retrainings."""

from __future__ import annotations

import pytest

from vigie.core.errors import LedgerError
from vigie.ledger import Ledger, Retraining


def test_a_retraining_is_kept_as_it_ended(ledger: Ledger) -> None:
    begun = ledger.retrainings.begin("by hand", "Ada", 5, champion="1", dataset_before=3)
    assert ledger.retrainings.running() == [begun]
    ended = begun.ended("candidate", "Passed.", 9, version="2", detail={"gates": [1.5]})
    ledger.retrainings.keep(ended)
    later = ledger.retrainings.begin("by hand", "Bob", 10)
    assert ledger.retrainings.latest() == [later, ended]
    assert ledger.retrainings.running() == [later]


def test_keep_of_one_that_never_began_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no retraining 'x'"):
        ledger.retrainings.keep(Retraining("x", 1, "by hand", "Ada"))
