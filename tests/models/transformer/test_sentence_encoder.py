"""A frozen encoder gives the vectors that its makers' library gives."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from vigie.core.errors import ModelFolderError
from vigie.models.transformer.encoder import layer_of
from vigie.models.transformer.sentence_encoder import SentenceEncoder

TEXTS = ["bad walls", "", "good and warm, love it 😀 " * 30, "Très bon accueil, merci"]


@pytest.fixture(params=["tiny_bert", "tiny_camembert"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_vectors_are_transformers_own(folder: Path, pooling: Any) -> None:
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    given = tokenizer(TEXTS, padding=True, truncation=True, max_length=16, return_tensors="pt")
    with torch.no_grad():
        hidden = AutoModel.from_pretrained(folder).eval()(**given).last_hidden_state
    mask = given["attention_mask"].unsqueeze(-1)
    expected = hidden[:, 0] if pooling == "cls" else (hidden * mask).sum(1) / mask.sum(1)
    encoder = SentenceEncoder(str(folder), pooling=pooling, max_length=16, batch_size=2)
    assert encoder.fit_transform(TEXTS) == pytest.approx(expected.double().numpy(), abs=1e-5)


def test_normalised_vectors_are_of_length_one(tiny_bert: Path) -> None:
    vectors = SentenceEncoder(str(tiny_bert), normalise=True).transform(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4))


def test_no_texts_give_no_vectors(tiny_bert: Path) -> None:
    assert len(SentenceEncoder(str(tiny_bert)).transform([])) == 0


def test_first_layers_alone_give_other_vectors(tiny_bert: Path) -> None:
    whole, half = (SentenceEncoder(str(tiny_bert), layers=layers) for layers in (None, 1))
    assert max(layer_of(name) or 0 for name, _ in half.encoder().net.named_parameters()) == 0
    assert np.abs(whole.transform(TEXTS) - half.transform(TEXTS)).max() > 1e-3


@pytest.mark.parametrize("layers", [0, 3])
def test_layers_it_does_not_have_are_refused(tiny_bert: Path, layers: int) -> None:
    with pytest.raises(ModelFolderError, match=f"`layers` is {layers}, and it has 2"):
        SentenceEncoder(str(tiny_bert), layers=layers).fit(TEXTS)


def test_pickled_encoder_carries_no_weights(tiny_bert: Path) -> None:
    encoder = SentenceEncoder(str(tiny_bert)).fit(TEXTS)
    content = pickle.dumps(encoder)
    assert len(content) < 5_000
    again: SentenceEncoder = pickle.loads(content)  # noqa: S301 - its own, written above
    assert (again.transform(TEXTS) == encoder.transform(TEXTS)).all()
