"""Every sentence of the page, in English and French side by side, by key."""

from __future__ import annotations

from vigie.core.schema import Words
from vigie.ui.texts import accuracy, batch, drift, frame, improve, models, predict, review, watch

TEXTS: dict[str, Words] = {
    **frame.TEXTS,
    **predict.TEXTS,
    **batch.TEXTS,
    **watch.TEXTS,
    **accuracy.TEXTS,
    **drift.TEXTS,
    **improve.TEXTS,
    **review.TEXTS,
    **models.TEXTS,
}
"""A new text goes into its page's file; a test proves that both languages have it and that it is used."""
