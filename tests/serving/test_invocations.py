"""MLflow's own client against the service, and the candidate's own MLflow model beside it: the same numbers."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest

from vigie.core.project import load_project
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.package import package
from vigie.servable.manifest import Facts
from vigie.tracking.quiet import import_mlflow

import_mlflow()  # here, so that the warnings of MLflow's own import fail no test

pytestmark = pytest.mark.service

TOML = """
name = "mixed"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["negative", "other"] }

[features.airline]
type = "category"
required = false

[features.delay]
type = "number"
required = false
min = 0

[features.retweets]
type = "integer"
required = false

[features.verified]
type = "boolean"
required = false

[service]
max_rows = 50
"""


def frame(rows: int) -> pd.DataFrame:
    """Return invented rows, some values missing, as an estimator gets them."""
    random = np.random.default_rng(0)
    made = pd.DataFrame(
        {
            "airline": random.choice(["Delta", "United", "Été ✈"], rows).astype(object),
            "delay": random.integers(0, 200, rows) / 4,
            "retweets": random.integers(0, 9, rows).astype(float),
            "verified": random.integers(0, 2, rows).astype(float),
        }
    )
    for name in made:
        made.loc[random.random(rows) < 0.1, name] = None if name == "airline" else np.nan
    return made


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Fit a model of the columns and write its servable into a folder."""

    def make(root: Path) -> Path:
        project = load_project(root)
        X = frame(240)
        y = np.where((X["delay"].fillna(0) > 20) & (X["verified"] != 1), "negative", "other").astype(object)
        estimator = build(find_recipe("columns-logreg", Path()), project.schema, 0, {})
        estimator.fit(X, y)
        folder = tmp_path_factory.mktemp("candidate") / "servable"
        package(folder, estimator, project.schema, X, Facts(name="c", recipe="columns-logreg", project="mixed"))
        return folder

    return make


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, serve_module: Any, candidate: Any) -> Iterator[tuple[Path, str]]:
    with serve_module(tmp_path_factory.mktemp("mixed"), TOML, candidate) as (world, running):
        yield world.store.folder("1"), running.url


@pytest.fixture(scope="module")
def url(served: tuple[Path, str]) -> str:
    return served[1]


@pytest.fixture(scope="module")
def by_mlflow(served: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What the same candidate answers when MLflow loads it."""
    import mlflow.pyfunc

    from vigie.tracking.model import save_model

    folder = tmp_path_factory.mktemp("model") / "model"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MLflow's advice on input examples; the recorder works in a process of its own
        save_model(folder, served[0], "run", SimpleNamespace(artifact_location=str(folder), model_id="m-1"))
    answers: pd.DataFrame = mlflow.pyfunc.load_model(str(folder)).predict(ROWS)
    return answers


ROWS = frame(30)


def records() -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if v is not None and v == v} for row in ROWS.to_dict("records")]


def lists() -> list[list[Any]]:
    return [[None if v is None or v != v else v for v in row] for row in ROWS.to_numpy(object).tolist()]


FORMS: dict[str, Callable[[], Any]] = {
    "dataframe_records": records,
    "dataframe_split": lambda: {"columns": list(ROWS), "data": lists(), "index": list(range(len(ROWS)))},
    "instances": records,
    "instances by place": lists,
    "inputs": lambda: {name: [row[place] for row in lists()] for place, name in enumerate(ROWS)},
    "inputs as one-column arrays": lambda: {name: [[row[n]] for row in lists()] for n, name in enumerate(ROWS)},
    "inputs by place": lists,
}


def check(answer: Any, expected: pd.DataFrame) -> None:
    assert [one["label"] for one in answer["predictions"]] == expected["label"].tolist()
    for label in ("negative", "other"):
        assert [one[label] for one in answer["predictions"]] == expected[label].tolist()
    assert len(set(answer["prediction_ids"])) == len(expected)
    assert answer["model_version"] == "1"


def test_mlflows_own_client_gets_the_numbers_of_the_candidates_mlflow_model(url: str, by_mlflow: pd.DataFrame) -> None:
    from mlflow.pyfunc.scoring_server.client import ScoringServerClient

    host, port = url.removeprefix("http://").split(":")
    client: Any = ScoringServerClient(host, port)  # type: ignore[no-untyped-call]  # MLflow's own
    client.wait_server_ready()
    answer = client.invoke(ROWS)  # a frame with missing values, which MLflow writes as NaN
    check(answer, by_mlflow)
    told = answer.get_predictions()
    assert list(told) == ["label", "negative", "other"]
    assert np.array_equal(told[["negative", "other"]].to_numpy(), by_mlflow[["negative", "other"]].to_numpy())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_json_means_the_same_rows(url: str, by_mlflow: pd.DataFrame, form: str) -> None:
    answer = httpx.post(f"{url}/invocations", json={form.split()[0]: FORMS[form](), "params": None})
    assert answer.status_code == 200, answer.text
    check(answer.json(), by_mlflow)


def test_what_mlflow_makes_of_an_input_example_is_answered(url: str, by_mlflow: pd.DataFrame) -> None:
    from mlflow.models import convert_input_example_to_serving_input

    headers = {"content-type": "application/json; charset=utf-8"}
    for example in (ROWS, ROWS.to_dict("list")):
        body = convert_input_example_to_serving_input(example)
        check(httpx.post(f"{url}/invocations", content=body, headers=headers).json(), by_mlflow)


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_csv_with_and_without_names_means_the_same_rows(
    url: str, by_mlflow: pd.DataFrame, header: bool, ending: str
) -> None:
    body = ROWS.to_csv(index=False, header=header, lineterminator=ending)
    answer = httpx.post(f"{url}/invocations", content=body, headers={"content-type": "text/csv; charset=utf-8"})
    assert answer.status_code == 200, answer.text
    check(answer.json(), by_mlflow)


def test_csv_keeps_the_columns_order_that_its_names_say(url: str, by_mlflow: pd.DataFrame) -> None:
    body = ROWS[["verified", "delay", "airline", "retweets"]].astype({"verified": "boolean"}).to_csv(index=False)
    answer = httpx.post(f"{url}/invocations", content=body, headers={"content-type": "text/csv"})
    check(answer.json(), by_mlflow)


def test_ping_answers_when_predictions_do(url: str) -> None:
    assert httpx.get(f"{url}/ping").status_code == 200


def test_ping_without_a_champion_is_503(make_world: Any, start: Any) -> None:
    with start(make_world(TOML, "mixed").options()) as service:
        assert service.get("/ping").status_code == 503


REFUSED: dict[str, tuple[Any, str]] = {
    "none of the forms": ({"rows": []}, "one of dataframe_split, dataframe_records, instances, inputs"),
    "two forms": ({"inputs": [], "instances": []}, "one of dataframe_split"),
    "more besides": ({"inputs": [[]], "signature_name": "x"}, "has 1 entries besides `inputs`"),
    "parameters": ({"inputs": [["Delta", 1, 1, 1]], "params": {"a": 1}}, "params must be left out"),
    "no rows": ({"instances": []}, "must hold 1 to 50 rows, not 0"),
    "too many rows": ({"dataframe_records": [{}] * 51}, "1 to 50 rows, not 51"),
    "a short row": ({"instances": [["Delta"]]}, "instances.0 must have 4 values: airline, delay"),
    "no columns": ({"dataframe_split": {"data": [[1]]}}, "columns must be a list of names"),
    "no data": ({"dataframe_split": {"columns": ["delay"]}}, "data must be a list of rows"),
    "a column twice": ({"dataframe_split": {"columns": ["delay", "delay"], "data": [[1, 2]]}}, "a name each"),
    "an unknown column": ({"dataframe_split": {"columns": ["dely"], "data": [[1]]}}, "did you mean 'delay'?"),
    "uneven columns": ({"inputs": {"delay": [1, 2], "retweets": [1]}}, "columns of the same length"),
    "a value of another type": ({"inputs": {"delay": ["late"], "airline": [3]}}, "airline must be a valid string"),
    "half an integer": ({"inputs": {"retweets": [0.5, 1]}}, "rows.0.retweets must be a valid integer"),
    "rows that are none": ({"instances": {"delay": 3}}, "instances must be a list"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_request_that_means_no_rows_is_refused_in_words(url: str, what: str) -> None:
    body, words = REFUSED[what]
    answer = httpx.post(f"{url}/invocations", json=body)
    assert answer.status_code == 422
    assert words in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not 0"),
        (b"airline,delay,retweets,verified\n", "not 0"),
        (b"Delta,1\n", "must have 4 values"),
        (b"Delta,1,2,True\n\nDelta,1,2,True\n", "rows.1 must have 4 values"),
        (b"delay,delay\n1,2\n", "a name each"),
        (b'"Delta', "no CSV in UTF-8"),
        (b"\xff\xfe", "no CSV in UTF-8"),
        (b"delay\nlate\n", "delay must be a valid number"),
        (b"retweets\n" + b"9" * 5_000, "retweets must be a valid integer"),
        (b"verified\n2\n", "verified must be a valid boolean"),
        (b"delay\n" + b"9" * 399, "delay must be a finite number"),
    ],
)
def test_a_csv_that_means_no_rows_is_refused_in_words(url: str, body: bytes, words: str) -> None:
    answer = httpx.post(f"{url}/invocations", content=body, headers={"content-type": "text/csv"})
    assert answer.status_code == 422
    assert words in answer.json()["error"]["message"]
