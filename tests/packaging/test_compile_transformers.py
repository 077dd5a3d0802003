"""A pretrained model, frozen or trained on, becomes a servable that answers without torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from vigie.core.errors import NotServableError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.text_column import TextColumn
from vigie.models.transformer.recipes import encoder_logreg, fine_tuned
from vigie.models.transformer.sentence_encoder import SentenceEncoder
from vigie.packaging.labels import in_schema_order
from vigie.packaging.package import package
from vigie.packaging.transformers import compile_transformer, is_transformer
from vigie.servable.encoder_text import TOKENIZER, EncoderTextRuntime
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts

SCHEMA = Schema(
    features=(Feature(name="avis", type="text", language="fr", required=False),),
    target=Target(column="note", classes={"positif": ("positif",), "neutre": ("neutre",), "negatif": ("negatif",)}),
)
TEXTS = ["Service nul, l'avion en retard", "jamais de réponse", "Très bon accueil", "merci", "à fuir", "une réponse"]
X = pd.DataFrame({"avis": pd.Series([*TEXTS * 4, None, "x" * 50_000], dtype=object)})
Y = np.array(["negatif", "negatif", "positif", "positif", "negatif", "neutre"] * 4 + ["neutre", "neutre"])
QUICK: dict[str, Any] = {"epochs": 2, "lr": 5e-3, "batch_size": 8}


@pytest.mark.parametrize("model", ["tiny_bert", "tiny_camembert"])
def test_fine_tuned_model_is_served_with_its_numbers(
    model: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    estimator = fine_tuned(SCHEMA, model=str(request.getfixturevalue(model)), max_length=24, **QUICK).fit(X, Y)
    manifest = package(tmp_path / "s", estimator, SCHEMA, X, Facts(name="a", recipe="fine-tuned", project="avis"))
    assert manifest.kind == "encoder-text"
    assert {"model.onnx", TOKENIZER} <= set(manifest.files)
    assert manifest.proof is not None
    assert manifest.proof.max_difference < 1e-5
    given = load_servable(tmp_path / "s").predict_proba([{"avis": text} for text in X["avis"]])
    expected = in_schema_order(estimator.predict_proba(X), estimator.classes_, SCHEMA)
    assert given == pytest.approx(expected, abs=1e-5)


@pytest.fixture(scope="module")
def runtime(tiny_camembert: Path) -> EncoderTextRuntime:
    estimator = encoder_logreg(SCHEMA, model=str(tiny_camembert), C=100.0, layers=1).fit(X, Y)
    assert is_transformer(estimator)
    return compile_transformer(estimator, SCHEMA)


def test_explanation_is_of_each_word_left_out(runtime: EncoderTextRuntime) -> None:
    found = runtime.explain({"avis": "Très bon accueil"}, 0, top=2)
    assert len(found) == 2
    assert {contribution.name for contribution in found} <= {"Très", "bon", "accueil"}
    assert runtime.explain({"avis": None}, 0) == []
    assert len(runtime.explain({"avis": "merci " * 100}, 0, top=1_000)) <= 60


def test_no_rows_get_no_answers(runtime: EncoderTextRuntime) -> None:
    assert runtime.predict_proba([]).shape == (0, 3)


def test_runtime_read_again_is_the_same(runtime: EncoderTextRuntime) -> None:
    again = EncoderTextRuntime.load(SCHEMA, runtime.dump())
    rows = [{"avis": text} for text in TEXTS]
    assert (again.predict_proba(rows) == runtime.predict_proba(rows)).all()
    assert again.dump().spec == runtime.dump().spec


@pytest.mark.parametrize("file", ["model.onnx", TOKENIZER])
def test_runtime_of_broken_files_is_refused(runtime: EncoderTextRuntime, file: str) -> None:
    parts = runtime.dump()
    with pytest.raises(ValueError, match=r"refuses the network|tokenizer cannot be read"):
        EncoderTextRuntime.load(SCHEMA, parts._replace(files={**parts.files, file: b"broken"}))


def test_other_steps_are_refused(tiny_camembert: Path) -> None:
    text, encoder = TextColumn(SCHEMA.features[0]), SentenceEncoder(str(tiny_camembert))
    scaled = Pipeline(
        [("text", text), ("encode", encoder), ("scale", StandardScaler()), ("model", LogisticRegression())]
    )
    tree = Pipeline([("text", text), ("encode", encoder), ("model", DecisionTreeClassifier())])
    for pipeline in (scaled, tree):
        with pytest.raises(NotServableError, match=r"more steps|over dense rows"):
            compile_transformer(pipeline.fit(X, Y), SCHEMA)


def test_service_answers_without_torch(runtime: EncoderTextRuntime, tmp_path: Path) -> None:
    from vigie.servable.folder import save_servable

    save_servable(tmp_path / "s", runtime, SCHEMA, [{"avis": "merci"}], Facts(name="a", recipe="b", project="c"))
    code = (
        "import sys; from pathlib import Path; from vigie.servable.folder import load_servable;"
        "load_servable(Path(sys.argv[1]));"
        "print(sorted({'torch', 'transformers', 'sklearn', 'pandas', 'onnx'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path / "s")], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
