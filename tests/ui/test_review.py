"""The page *Review* against real services, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from streamlit.testing.v1 import AppTest

from vigie.client import Client
from vigie.core.project import Project
from vigie.ledger import open_ledger

pytestmark = pytest.mark.service

OpenPage = Callable[..., AppTest]
Shown = Callable[[AppTest], str]


@pytest.fixture
def fill_queue() -> Callable[[str], list[str]]:
    """Return a function that leaves a corrected, a rejected and another corrected answer in the queue."""

    def filled(api: str) -> list[str]:
        with Client(api) as client:
            _empty(client)
            for text, label in (("lost", "positive"), ("late", None), ("great", "neutral")):
                answered = client.predict({"text": text})
                client.verdict(answered.id, "corrected" if label else "rejected", label=label)
            return [one.id for one in client.reviews().reviews]

    return filled


def _empty(client: Client) -> None:
    for one in client.reviews(limit=500).reviews:
        client.decide_review(one.id, "the test before", "discard")


def _sit_down(app: AppTest, who: str = "Ada") -> None:
    app.text_input(key="reviewer-name").set_value(who)
    app.button(key="begin").click().run()
    assert not app.exception


def _press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def test_review_page_asks_who_is_reviewing_before_it_shows_a_row(
    open_page: OpenPage, shown: Shown, review_api: str, fill_queue: Callable[[str], list[str]]
) -> None:
    fill_queue(review_api)
    app = open_page(review_api, "review")
    assert "vg-quote" not in shown(app)

    _sit_down(app, "  ")
    assert "vg-quote" not in shown(app)
    _sit_down(app, " Ada  Byron ")

    assert "Reviewing as Ada Byron" in shown(app)
    assert ">lost</blockquote>" in shown(app)


def test_review_page_takes_one_row_after_the_other(
    open_page: OpenPage, shown: Shown, review_api: str, fill_queue: Callable[[str], list[str]]
) -> None:
    first, second, third = fill_queue(review_api)
    app = open_page(review_api, "review")
    _sit_down(app)
    assert "Somebody corrected this answer." in shown(app)
    assert "0 decided, 3 to go" in shown(app)

    _press(app, f"accept-{first}")
    assert "Kept</strong> The row before: “Positive”." in shown(app)
    assert "Somebody said that this answer is wrong." in shown(app)
    assert app.button(key=f"accept-{second}").disabled  # of three classes, nobody knows which
    app.text_input(key=f"comment-{second}").set_value("it is about a train")
    _press(app, f"label-2-{second}")
    _press(app, f"discard-{third}")

    assert "Nothing waits" in shown(app)
    assert "accepted labels are ready for the next training." in shown(app)
    with Client(review_api) as client:
        decided = {one.id: one for state in ("accepted", "discarded") for one in client.reviews(state).reviews}
    assert [decided[one].label for one in (first, second, third)] == ["positive", "neutral", None]
    assert [(one.who, one.comment) for one in decided[second].opinions] == [("Ada", "it is about a train")]


def test_review_page_skipped_rows_come_back_when_asked_for(
    open_page: OpenPage, shown: Shown, review_api: str, fill_queue: Callable[[str], list[str]]
) -> None:
    ids = fill_queue(review_api)
    app = open_page(review_api, "review", "fr")
    _sit_down(app)

    for one in ids:
        _press(app, f"skip-{one}")
    assert "Il ne reste que des lignes passées" in shown(app)
    _press(app, "again-skipped")

    assert ">lost</blockquote>" in shown(app)
    assert "Décidées : 0 ; à relire : 3" in shown(app)


def test_review_page_takes_decisions_back_until_they_were_learned_from(
    open_page: OpenPage, shown: Shown, text_project: Project, serve: Callable[[Project], str],
    fill_queue: Callable[[str], list[str]],
) -> None:  # fmt: skip
    api = serve(text_project)
    first, second, third = fill_queue(api)
    app = open_page(api, "review")
    _sit_down(app)
    assert app.button(key="undo-").disabled
    for key in (f"accept-{first}", f"skip-{second}", f"accept-{third}"):
        _press(app, key)

    _press(app, f"undo-{third}")
    assert "Undone</strong> Here is the row again." in shown(app)
    assert "1 decided, 2 to go" in shown(app)
    assert app.button(key=f"accept-{third}")
    with closing(open_ledger(text_project.ledger_url)) as ledger:
        ledger.reviews.mark_taken([first], 2)
    _press(app, f"undo-{first}")

    assert "A retraining has learned from this decision already." in shown(app)
    assert app.button(key="undo-").disabled


def test_review_page_whoever_comes_too_late_is_told_and_goes_on(
    open_page: OpenPage, shown: Shown, review_api: str, fill_queue: Callable[[str], list[str]]
) -> None:
    first, *_ = fill_queue(review_api)
    app = open_page(review_api, "review")
    _sit_down(app)
    with Client(review_api) as client:
        client.decide_review(first, "Bo", "change", label="negative")

    _press(app, f"accept-{first}")

    assert "Somebody was quicker" in shown(app)
    assert ">late</blockquote>" in shown(app)
    with Client(review_api) as client:
        assert first in [one.id for one in client.reviews("accepted").reviews if one.label == "negative"]


def test_review_page_with_a_double_check_hides_the_first_opinion_until_two_differ(
    open_page: OpenPage, shown: Shown, text_project: Project, serve: Callable[[Project], str],
    fill_queue: Callable[[str], list[str]],
) -> None:  # fmt: skip
    with (text_project.root / "vigie.toml").open("a", encoding="utf-8") as file:
        file.write("[review]\ndouble_check = true\n")
    api = serve(text_project)
    first, *_ = fill_queue(api)
    ada = open_page(api, "review")
    _sit_down(ada)
    _press(ada, f"accept-{first}")
    assert "It counts once a second person says the same." in shown(ada)
    assert ">late</blockquote>" in shown(ada)

    bo = open_page(api, "review")
    _sit_down(bo, "Bo")
    assert "what they said is not shown" in shown(bo)
    assert "Ada" not in shown(bo)
    _press(bo, f"label-1-{first}")
    assert "a third word will decide" in shown(bo)

    cleo = open_page(api, "review")
    _sit_down(cleo, "Cleo")
    assert "Ada said “Positive”. Bo said “Negative”." in shown(cleo)


def test_review_page_names_a_source_that_dominates(open_page: OpenPage, shown: Shown, review_api: str) -> None:
    with Client(review_api) as client:
        _empty(client)
        for _ in range(12):
            client.verdict(client.predict({"text": "lost"}).id, "rejected")
    app = open_page(review_api, "review")
    _sit_down(app)

    assert "Most rows come from one source" in shown(app)
    assert "brought 12 of the rows here" in shown(app)


def test_review_page_without_anything_says_that_nothing_waits(open_page: OpenPage, shown: Shown, text_api: str) -> None:
    app = open_page(text_api, "review", "fr")
    _sit_down(app)

    assert "Rien n’attend" in shown(app)


def test_review_page_of_classes_called_by_the_keys_wants_shift_held(
    open_page: OpenPage, shown: Shown, table_api: str
) -> None:
    with Client(table_api) as client:
        row = {"surface": 240.5, "energy": "gas", "listed": True}
        client.verdict(client.predict(row).id, "corrected", label="A")
        (review,) = client.reviews().reviews
    app = open_page(table_api, "review", "en")
    _sit_down(app)

    assert app.button(key=f"accept-{review.id}").proto.shortcut == "shift+a"
    assert app.button(key=f"label-1-{review.id}").proto.shortcut == "1"
    assert "<dt>Floor area</dt><dd>240.50 m²</dd>" in shown(app)
    assert "Year" not in shown(app)
