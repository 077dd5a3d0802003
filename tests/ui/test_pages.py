"""The pages' logic, against real services, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from streamlit.testing.v1 import AppTest

from vigie.client import Client
from vigie.ui.launch import APP
from vigie.ui.voice import NO_BREAK_SPACE

pytestmark = pytest.mark.service

_PATIENCE_S = 20


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Return a function that opens a page of the service at an address."""

    def opened(api: str, page: str = "predict", language: str = "") -> AppTest:
        monkeypatch.setenv("VIGIE_API", api)
        app = AppTest.from_file(str(APP), default_timeout=_PATIENCE_S)
        if language:
            app.query_params["lang"] = language
        app.run()
        if page != "predict":
            app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        return app

    return opened


def _shown(app: AppTest) -> str:
    """Return everything that is written on the page."""
    # French puts spaces that do not break before its signs; a test is read more easily with plain ones.
    protos = [getattr(element, "proto", None) for element in app.main]
    return "\n".join(str(getattr(proto, "body", "") or getattr(proto, "text", "")) for proto in protos).replace(
        NO_BREAK_SPACE, " "
    )


def _ask(app: AppTest, text: str) -> None:
    app.text_area[0].set_value(text)
    app.button(key="ask").click().run()


def test_predict_page_answers_a_text_with_reasons(open_page: Callable[..., AppTest], text_api: str) -> None:
    app = open_page(text_api)

    _ask(app, "they lost my bag")

    assert not app.exception
    assert "<strong>Negative</strong>" in _shown(app)
    assert "“lost”" in _shown(app)


def test_predict_page_in_french_says_everything_in_french(open_page: Callable[..., AppTest], text_api: str) -> None:
    app = open_page(text_api, language="fr")

    _ask(app, "they lost my bag")

    shown = _shown(app)
    assert "Tweets négatifs" in shown
    assert "<strong>Négatif</strong>" in shown
    assert "Échantillon inventé" in shown
    assert app.button(key="right").label == "Oui, c’est juste"


def test_predict_page_language_switch_keeps_the_choice_in_the_address(
    open_page: Callable[..., AppTest], text_api: str
) -> None:
    app = open_page(text_api)

    app.button_group(key="lang").set_value("fr").run()

    assert app.query_params["lang"] in ("fr", ["fr"])
    assert "Tweets négatifs" in _shown(app)


def test_predict_page_without_a_text_asks_for_one(open_page: Callable[..., AppTest], text_api: str) -> None:
    app = open_page(text_api)

    app.button(key="ask").click().run()

    assert "There is nothing to read yet" in _shown(app)


def test_predict_page_escapes_what_people_write(open_page: Callable[..., AppTest], text_api: str) -> None:
    app = open_page(text_api)

    _ask(app, "<script>lost</script> late <b>")

    assert "<script>lost" not in _shown(app)


def test_predict_page_confirmed_answer_is_thanked_for_and_counted(
    open_page: Callable[..., AppTest], own_api: str
) -> None:
    app = open_page(own_api)
    _ask(app, "great")

    app.button(key="right").click().run()

    assert "Thank you!" in _shown(app)
    with Client(own_api) as client:
        assert client.quality().confirmed == 1


def test_predict_page_rejected_three_times_raises_an_alert_that_watch_closes(
    open_page: Callable[..., AppTest], own_api: str
) -> None:
    app = open_page(own_api)
    for text, which in (("lost", "positive"), ("late", "?"), ("lost late", "neutral")):
        assert "An alert was raised" not in _shown(app)
        _ask(app, text)
        app.button(key="wrong").click().run()
        app.radio[0].set_value(which).run()
        app.button(key="send").click().run()

    assert "An alert was raised" in _shown(app)
    with Client(own_api) as client:
        assert [(one.verdict, one.label) for one in client.verdicts()] == [
            ("corrected", "neutral"),
            ("rejected", None),
            ("corrected", "positive"),
        ]
        _close_the_alert(open_page(own_api, "watch"), client)


def _close_the_alert(app: AppTest, client: Client) -> None:
    alert = client.alerts()[0]
    assert "Somebody should look" in _shown(app)
    assert "3 answers were rejected within 5 minutes" in _shown(app)

    app.text_input(key=f"who-{alert.id}").set_value("Ada")
    app.text_input(key=f"why-{alert.id}").set_value("A bad day at the airport")
    app.button(key=f"closing-{alert.id}").click().run()

    assert not app.exception
    assert client.alerts()[0].closed_by == "Ada"
    assert client.alerts()[0].closed_why == "A bad day at the airport"
    assert "Closed by Ada" in _shown(app)


def test_predict_page_form_comes_from_the_schema(open_page: Callable[..., AppTest], table_api: str) -> None:
    app = open_page(table_api)

    assert [one.label for one in app.number_input] == ["Surface (m²)", "Year"]
    assert [one.options for one in app.selectbox] == [["gas", "wood"], ["Oui", "Non"]]
    assert (app.number_input[0].min, app.number_input[0].max) == (0, 100_000)
    assert all(one.value is None for one in (*app.number_input, *app.selectbox))


def test_predict_page_form_without_a_required_field_names_it(open_page: Callable[..., AppTest], table_api: str) -> None:
    app = open_page(table_api)

    app.number_input[0].set_value(50.0)
    app.button(key="ask").click().run()

    assert "Il manque encore ces champs" in _shown(app)
    assert "Energy" in _shown(app)


def test_predict_page_example_fills_the_form_and_clear_empties_it(
    open_page: Callable[..., AppTest], table_api: str
) -> None:
    app = open_page(table_api)

    app.button(key="example").click().run()
    assert (app.number_input[0].value, app.selectbox[0].value) == (240.5, "gas")
    app.button(key="ask").click().run()
    assert "<strong>B</strong>" in _shown(app)

    app.button(key="clear").click().run()
    assert app.number_input[0].value is None
    assert "<strong>B</strong>" not in _shown(app)


def test_batch_page_answers_a_file_and_counts_what_it_sets_aside(
    open_page: Callable[..., AppTest], text_api: str
) -> None:
    app = open_page(text_api, "batch")

    app.file_uploader[0].set_value(("tweets.csv", b"text;note\nlost;1\n;2\ngreat;3\n", "text/csv")).run()
    assert "3 rows found" in _shown(app)
    app.button(key="start").click().run()

    assert not app.exception
    assert "text is empty." in _shown(app)
    assert "Positive" in _shown(app)


def test_batch_page_with_the_wrong_columns_names_the_missing_ones(
    open_page: Callable[..., AppTest], text_api: str
) -> None:
    app = open_page(text_api, "batch")

    app.file_uploader[0].set_value(("tweets.csv", b"tweet\nlost\n", "text/csv")).run()

    assert "These columns are missing" in _shown(app)
    assert "start" not in [button.key for button in app.button]


def test_watch_page_says_in_words_how_often_it_is_right(open_page: Callable[..., AppTest], own_api: str) -> None:
    with Client(own_api) as client:
        for verdict in ("confirmed", "confirmed", "confirmed", "rejected"):
            client.verdict(client.predict({"text": "lost"}).id, verdict)

    shown = _shown(open_page(own_api, "watch", "fr"))

    assert "Tout va bien" in shown
    assert "Sur 4 réponses jugées, justes : 3, soit 75" in shown
    assert "La fourchette est encore large" in shown


def test_watch_page_without_the_ledger_says_what_is_wrong_and_so_does_predict(
    open_page: Callable[..., AppTest], postgres_api: tuple[str, Callable[[], AbstractContextManager[None]]]
) -> None:
    api, stopped = postgres_api
    app = open_page(api)
    with stopped():
        _ask(app, "lost")
        assert not app.exception
        assert "The record cannot be written" in _shown(app)
        assert "The record cannot be written" in _shown(open_page(api, "watch"))


def test_models_page_shows_the_champion_and_its_metrics_in_words(
    open_page: Callable[..., AppTest], text_api: str
) -> None:
    shown = _shown(open_page(text_api, "models"))

    assert "In service now" in shown
    assert "0.810" in shown
    assert "The share of answers that are right." in shown
    assert "No comparison yet" in shown


def test_models_page_compares_candidates_and_tells_who_promoted_what_and_why(
    open_page: Callable[..., AppTest], compared_api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_MLFLOW", "http://127.0.0.1:5000")

    shown = _shown(open_page(compared_api, "models", "fr"))

    assert "Ce qui décide : Exactitude." in shown
    assert "Every error costs the same." in shown
    assert "oui, il est vraiment derrière" in shown
    assert "0,790 à 0,830" in shown
    assert 'href="http://127.0.0.1:5000/#/runs/r2"' in shown
    assert "The first one" in shown


@pytest.mark.parametrize("page", ["predict", "batch", "models"])
def test_page_without_a_champion_says_what_to_do(open_page: Callable[..., AppTest], empty_api: str, page: str) -> None:
    assert "No model answers yet" in _shown(open_page(empty_api, page))


def test_watch_page_without_a_champion_says_that_it_is_not_ready_and_was_not_asked(
    open_page: Callable[..., AppTest], empty_api: str
) -> None:
    shown = _shown(open_page(empty_api, "watch"))

    assert "The service is not ready" in shown
    assert "Nobody has judged an answer in this time" in shown
    assert "It was not asked anything in this time" in shown


def test_page_without_a_service_says_so_in_plain_words(open_page: Callable[..., AppTest], closed_port: str) -> None:
    app = open_page(f"http://{closed_port}")

    assert "The service does not answer" in _shown(app)
    assert app.button(key="again").label == "Try again now"
