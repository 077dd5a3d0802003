"""What changed is named to a person, who then decides on what was rejected, by keyboard."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from vigie.client import Client
from vigie.core.project import Project
from vigie.ledger import open_ledger
from vigie.pipelines.drift import measure_drift
from vigie.settings import Settings

# A button listens for its key a moment after it is painted; no person is so quick.
_WHEN_KEYS_ARE_HEARD = "() => new Promise(done => requestIdleCallback(() => setTimeout(done, 100)))"

pytestmark = [pytest.mark.browser, pytest.mark.service]


def test_page_names_what_has_drifted_and_takes_three_reviews_by_keyboard(
    tab: Page, page_url: str, service: Any, project: Project
) -> None:
    expect.set_options(timeout=20_000)
    with Client(service.url) as client:
        answered = client.predict_many([{"text": "app refund"}] * 150)
        for one in answered[:4]:
            client.verdict(one.id, "rejected")
        for alert in client.alerts("open"):
            client.close_alert(alert.id, "Ada", "the other tests raise their own")
        queue = client.reviews()
    waiting = queue.waiting
    with closing(open_ledger(project.ledger_url)) as ledger:
        measure_drift(project, Settings(), ledger)

    tab.goto(f"{page_url}/watch")
    expect(tab.get_by_text("Something has changed")).to_be_visible()
    expect(tab.locator(".st-key-vg-drift-text")).to_contain_text("Texts are shorter")
    tab.get_by_role("link", name="Review").first.click()
    tab.get_by_label("Who is reviewing?").fill("Ada")
    tab.keyboard.press("Enter")

    expect(tab.get_by_text(f"0 decided, {waiting} to go")).to_be_visible()
    for decided, (key, review) in enumerate(zip(("a", "2", "d"), queue.reviews, strict=False), 1):
        expect(tab.locator(f".st-key-discard-{review.id}")).to_be_visible()
        expect(tab.locator("[data-test-script-state=notRunning]")).to_be_visible()
        tab.evaluate(_WHEN_KEYS_ARE_HEARD)
        tab.keyboard.press(key)
        expect(tab.get_by_text(f"{decided} decided, {waiting - decided} to go")).to_be_visible()

    tab.evaluate(_WHEN_KEYS_ARE_HEARD)
    tab.keyboard.press("u")
    expect(tab.get_by_text(f"2 decided, {waiting - 2} to go")).to_be_visible()
    expect(tab.locator(f".st-key-discard-{queue.reviews[2].id}")).to_be_visible()

    with Client(service.url) as client:
        assert client.reviews(limit=1).waiting == waiting - 2
        assert {one.opinions[0].who for one in client.reviews("accepted").reviews} == {"Ada"}
