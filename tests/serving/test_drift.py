"""GET /drift: the newest comparison, in words and numbers for a page."""

from __future__ import annotations

from typing import Any

from vigie.monitoring.drift.domain import TellingWord
from vigie.monitoring.drift.findings import ColumnDrift, DriftReport, DriftTest, Picture


def test_drift_before_the_first_comparison_says_so(service: Any) -> None:
    told = service.get("/drift").json()
    assert (told["problem"], told["at"], told["columns"]) == ("not measured", None, [])
    assert "vigie watch" in told["text"]["en"]
    assert "vigie watch" in told["text"]["fr"]


def test_drift_tells_the_newest_comparison_in_both_languages(service: Any, world: Any) -> None:
    tests = (
        DriftTest(name="language", effect=0.9, p_value=0.0, corrected=0.0, needed=0.1),
        DriftTest(name="words", effect=0.8, p_value=0.0, corrected=0.0, needed=0.1),
        DriftTest(name="length", effect=0.05, p_value=0.5, corrected=1.0, needed=0.1),
    )
    picture = Picture(of="language", names=("en", "fr"), then=(0.99, 0.01), now=(0.1, 0.9))
    text = ColumnDrift(
        column="text",
        kind="text",
        status="drifted",
        value=0.9,
        importance=0.4,
        rows=120,
        tests=tests,
        area=0.9,
        words=(TellingWord(word="retard", then=0.0, now=0.4),),
        pictures=(picture,),
    )
    ledger = world.ledger()
    ledger.drifts.record(DriftReport(since=1, at=2, rows=120, read=120, version="1", columns=(text,)))
    ledger.close()
    told = service.get("/drift").json()
    assert told["text"]["en"] == "One thing of 1 has changed since training: text."
    (column,) = told["columns"]
    assert (column["status"], column["change"], column["importance"]) == ("drifted", 0.9, 0.4)
    assert column["text"]["en"].startswith("The language has changed: English 99% → 10%, French 1% → 90%.")
    assert "Plus souvent maintenant\N{NO-BREAK SPACE}: retard." in column["text"]["fr"]
    assert column["pictures"][0]["names"][1] == {"en": "French", "fr": "français"}
    assert column["words"] == [{"word": {"en": "retard", "fr": "retard"}, "then": 0.0, "now": 0.4}]
