"""What a person does in front of the page, in a real browser."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from vigie.ui.context import MODEL_SECONDS

pytestmark = [pytest.mark.browser, pytest.mark.service]

_PATIENCE_MS = 20_000


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=_PATIENCE_MS)


def _open(tab: Page, url: str, path: str = "") -> None:
    tab.goto(f"{url}/{path}")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()


def _ask(tab: Page, text: str) -> None:
    tab.get_by_label("Tweet").fill(text)
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab.get_by_role("button", name="No, it is wrong")).to_be_visible()


def _reject(tab: Page) -> None:
    tab.get_by_role("button", name="No, it is wrong").click()
    tab.get_by_text("I do not know").click()
    tab.get_by_role("button", name="Send my verdict").click()
    expect(tab.get_by_text("Thank you!")).to_be_visible()


def test_page_three_rejected_answers_show_an_alert_on_watch(tab: Page, page_url: str) -> None:
    _open(tab, page_url)
    for number in range(3):
        _ask(tab, f"your crew lost bag number {number} of mine")
        expect(tab.get_by_text("What weighed most")).to_be_visible()
        _reject(tab)

    expect(tab.get_by_text("An alert was raised")).to_be_visible()
    tab.get_by_role("link", name="Look at the alert").click()

    expect(tab.get_by_text("Somebody should look")).to_be_visible()
    alert = tab.locator(".vg-alert").get_by_text("3 answers were rejected within 5 minutes or less.", exact=True)
    expect(alert).to_be_visible()
    expect(tab.get_by_text("your crew lost bag number 2 of mine").first).to_be_visible()


def test_page_in_french_stays_in_french_from_page_to_page(tab: Page, page_url: str) -> None:
    _open(tab, page_url)
    tab.get_by_text("Français").click()
    expect(tab.get_by_role("heading", name="Tweets négatifs")).to_be_visible()

    tab.get_by_role("link", name="Modèles").first.click()

    expect(tab.get_by_text("En service actuellement")).to_be_visible()
    expect(tab.locator("html")).to_have_attribute("lang", "fr")
    assert re.search(r"/models\?lang=fr$", tab.url)


def test_page_answers_a_file_and_gives_it_back(tab: Page, page_url: str, tmp_path: Any) -> None:
    file = tmp_path / "tweets.csv"
    file.write_text("text,note\nthank you for the lovely flight,a\n,b\nlate again,c\n", encoding="utf-8")
    _open(tab, page_url, "batch")

    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("button", name="Answer every line").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download the answers (CSV)").click()

    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "text,note,label,confidence,p_negative,p_other,prediction_id"
    assert len(lines) == 3
    expect(tab.get_by_text("text is empty.")).to_be_visible()


@pytest.mark.parametrize("path", ["", "batch", "watch", "review", "models"])
def test_page_on_a_phone_is_not_wider_than_the_phone(tab: Page, page_url: str, path: str) -> None:
    tab.set_viewport_size({"width": 360, "height": 740})
    _open(tab, page_url, f"{path}?lang=fr")
    expect(tab.locator("footer.vg-foot")).to_be_visible()

    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    expect(tab.get_by_role("link", name="Suivre")).to_be_visible()


def test_page_while_the_service_is_away_says_so_and_comes_back_by_itself(
    tab: Page, page_url: str, service: Any
) -> None:
    service.stop()
    try:
        time.sleep(MODEL_SECONDS + 0.5)  # until then the page may still be drawn from what it knows
        tab.goto(page_url)
        expect(tab.get_by_text("The service does not answer")).to_be_visible()
        expect(tab.locator("[data-testid=stException]")).to_have_count(0)
    finally:
        service.start()

    expect(tab.get_by_role("button", name="Ask", exact=True)).to_be_visible()
