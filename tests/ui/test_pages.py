"""The pages' logic, against real services, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from streamlit.testing.v1 import AppTest

from vigie.client import Client

pytestmark = pytest.mark.service

OpenPage = Callable[..., AppTest]
Shown = Callable[[AppTest], str]


def _ask(app: AppTest, text: str) -> None:
    app.text_area[0].set_value(text)
    app.button(key="ask").click().run()


def test_predict_page_answers_a_text_with_reasons(open_page: OpenPage, shown: Shown, text_api: str) -> None:
    app = open_page(text_api)

    _ask(app, "they lost my bag")

    assert not app.exception
    assert "<strong>Negative</strong>" in shown(app)
    assert "“lost”" in shown(app)


def test_predict_page_in_french_says_everything_in_french(open_page: OpenPage, shown: Shown, text_api: str) -> None:
    app = open_page(text_api, language="fr")

    _ask(app, "they lost my bag")

    said = shown(app)
    assert "Tweets négatifs" in said
    assert "<strong>Négatif</strong>" in said
    assert "Échantillon inventé" in said
    assert app.button(key="right").label == "Oui, c’est juste"


def test_predict_page_language_switch_keeps_the_choice_in_the_address(
    open_page: OpenPage, shown: Shown, text_api: str
) -> None:
    app = open_page(text_api)

    app.button_group(key="lang").set_value("fr").run()

    assert app.query_params["lang"] in ("fr", ["fr"])
    assert "Tweets négatifs" in shown(app)


def test_predict_page_without_a_text_asks_for_one(open_page: OpenPage, shown: Shown, text_api: str) -> None:
    app = open_page(text_api)

    app.button(key="ask").click().run()

    assert "There is nothing to read yet" in shown(app)


def test_predict_page_escapes_what_people_write(open_page: OpenPage, shown: Shown, text_api: str) -> None:
    app = open_page(text_api)

    _ask(app, "<script>lost</script> late <b>")

    assert "<script>lost" not in shown(app)


def test_predict_page_confirmed_answer_is_thanked_for_and_counted(
    open_page: OpenPage, shown: Shown, own_api: str
) -> None:
    app = open_page(own_api)
    _ask(app, "great")

    app.button(key="right").click().run()

    assert "Thank you!" in shown(app)
    with Client(own_api) as client:
        assert client.quality().confirmed == 1


def test_predict_page_rejected_three_times_raises_an_alert_that_watch_closes(
    open_page: OpenPage, shown: Shown, own_api: str
) -> None:
    app = open_page(own_api)
    for text, which in (("lost", "positive"), ("late", "?"), ("lost late", "neutral")):
        assert "An alert was raised" not in shown(app)
        _ask(app, text)
        app.button(key="wrong").click().run()
        app.radio[0].set_value(which).run()
        app.button(key="send").click().run()

    assert "An alert was raised" in shown(app)
    with Client(own_api) as client:
        assert [(one.verdict, one.label) for one in client.verdicts()] == [
            ("corrected", "neutral"),
            ("rejected", None),
            ("corrected", "positive"),
        ]
        _close_the_alert(open_page(own_api, "watch"), client, shown)


def _close_the_alert(app: AppTest, client: Client, shown: Shown) -> None:
    alert = client.alerts()[0]
    assert "Somebody should look" in shown(app)
    assert "3 answers were rejected within 5 minutes" in shown(app)

    app.text_input(key=f"who-{alert.id}").set_value("Ada")
    app.text_input(key=f"why-{alert.id}").set_value("A bad day at the airport")
    app.button(key=f"closing-{alert.id}").click().run()

    assert not app.exception
    assert client.alerts()[0].closed_by == "Ada"
    assert client.alerts()[0].closed_why == "A bad day at the airport"
    assert "Closed by Ada" in shown(app)


def test_predict_page_form_comes_from_the_schema(open_page: OpenPage, table_api: str) -> None:
    app = open_page(table_api)

    assert [one.label for one in app.number_input] == ["Surface (m²)", "Year"]
    assert [one.options for one in app.selectbox] == [["gas", "wood"], ["Oui", "Non"]]
    assert (app.number_input[0].min, app.number_input[0].max) == (0, 100_000)
    assert all(one.value is None for one in (*app.number_input, *app.selectbox))


def test_predict_page_form_without_a_required_field_names_it(open_page: OpenPage, shown: Shown, table_api: str) -> None:
    app = open_page(table_api)

    app.number_input[0].set_value(50.0)
    app.button(key="ask").click().run()

    assert "Il manque encore ces champs" in shown(app)
    assert "Energy" in shown(app)


def test_predict_page_example_fills_the_form_and_clear_empties_it(
    open_page: OpenPage, shown: Shown, table_api: str
) -> None:
    app = open_page(table_api)

    app.button(key="example").click().run()
    assert (app.number_input[0].value, app.selectbox[0].value) == (240.5, "gas")
    app.button(key="ask").click().run()
    assert "<strong>B</strong>" in shown(app)

    app.button(key="clear").click().run()
    assert app.number_input[0].value is None
    assert "<strong>B</strong>" not in shown(app)


def test_batch_page_answers_a_file_and_counts_what_it_sets_aside(
    open_page: OpenPage, shown: Shown, text_api: str
) -> None:
    app = open_page(text_api, "batch")

    app.file_uploader[0].set_value(("tweets.csv", b"text;note\nlost;1\n;2\ngreat;3\n", "text/csv")).run()
    assert "3 rows found" in shown(app)
    app.button(key="start").click().run()

    assert not app.exception
    assert "text is empty." in shown(app)
    assert "Positive" in shown(app)


def test_batch_page_with_the_wrong_columns_names_the_missing_ones(
    open_page: OpenPage, shown: Shown, text_api: str
) -> None:
    app = open_page(text_api, "batch")

    app.file_uploader[0].set_value(("tweets.csv", b"tweet\nlost\n", "text/csv")).run()

    assert "These columns are missing" in shown(app)
    assert "start" not in [button.key for button in app.button]


def test_watch_page_says_in_words_how_often_it_is_right(open_page: OpenPage, shown: Shown, own_api: str) -> None:
    with Client(own_api) as client:
        for verdict in ("confirmed", "confirmed", "confirmed", "rejected"):
            client.verdict(client.predict({"text": "lost"}).id, verdict)

    said = shown(open_page(own_api, "watch", "fr"))

    assert "Tout va bien" in said
    assert "Sur 4 réponses jugées, justes : 3, soit 75" in said
    assert "La fourchette est encore large" in said


def test_watch_page_without_the_ledger_says_what_is_wrong_and_so_does_predict(
    open_page: OpenPage, shown: Shown, postgres_api: tuple[str, Callable[[], AbstractContextManager[None]]]
) -> None:
    api, stopped = postgres_api
    app = open_page(api)
    with stopped():
        _ask(app, "lost")
        assert not app.exception
        assert "The record cannot be written" in shown(app)
        assert "The record cannot be written" in shown(open_page(api, "watch"))


def test_models_page_shows_the_champion_and_its_metrics_in_words(
    open_page: OpenPage, shown: Shown, text_api: str
) -> None:
    said = shown(open_page(text_api, "models"))

    assert "In service now" in said
    assert "0.810" in said
    assert "The share of answers that are right." in said
    assert "No comparison yet" in said


def test_models_page_compares_candidates_and_tells_who_promoted_what_and_why(
    open_page: OpenPage, shown: Shown, compared_api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_MLFLOW", "http://127.0.0.1:5000")

    said = shown(open_page(compared_api, "models", "fr"))

    assert "Ce qui décide : Exactitude." in said
    assert "Every error costs the same." in said
    assert "oui, il est vraiment derrière" in said
    assert "0,790 à 0,830" in said
    assert 'href="http://127.0.0.1:5000/#/runs/r2"' in said
    assert "The first one" in said


@pytest.mark.parametrize("page", ["predict", "batch", "models"])
def test_page_without_a_champion_says_what_to_do(open_page: OpenPage, shown: Shown, empty_api: str, page: str) -> None:
    assert "No model answers yet" in shown(open_page(empty_api, page))


def test_watch_page_without_a_champion_says_that_it_is_not_ready_and_was_not_asked(
    open_page: OpenPage, shown: Shown, empty_api: str
) -> None:
    said = shown(open_page(empty_api, "watch"))

    assert "The service is not ready" in said
    assert "Nobody has judged an answer in this time" in said
    assert "It was not asked anything in this time" in said


def test_page_without_a_service_says_so_in_plain_words(open_page: OpenPage, shown: Shown, closed_port: str) -> None:
    app = open_page(f"http://{closed_port}")

    assert "The service does not answer" in shown(app)
    assert app.button(key="again").label == "Try again now"
