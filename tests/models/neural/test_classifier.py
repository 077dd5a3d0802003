"""Networks over words as scikit-learn classifiers."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.base import clone

from vigie.core.errors import EmptyVocabularyError, OneClassError, VectorsFileError
from vigie.models.neural.classifier import TextNetClassifier

Texts = tuple[list[str], NDArray[np.str_]]

every_architecture = pytest.mark.parametrize("architecture", ["bilstm", "cnn", "attention"])


def tiny(architecture: Any = "attention", **more: Any) -> TextNetClassifier:
    given = {"size": 8, "hidden": 4, "lr": 0.02, "epochs": 3, "batch_size": 8, "device": "cpu"}
    return TextNetClassifier(architecture=architecture, pattern=r"\w+|!", **{**given, **more})


@every_architecture
def test_network_learns_and_keeps_an_account_of_its_epochs(architecture: str, texts: Texts) -> None:
    model = tiny(architecture, epochs=15, patience=15).fit(*texts)
    assert (model.predict(texts[0]) == texts[1]).mean() > 0.9
    first, *_, last = model.history_
    assert set(first) == {"epoch", "train_loss", "valid_loss", "valid_score", "seconds"}
    assert (first["epoch"], last["epoch"]) == (1, len(model.history_))
    assert last["train_loss"] < first["train_loss"]


@every_architecture
def test_same_seed_gives_the_same_network_and_leaves_torchs_generator(architecture: str, texts: Texts) -> None:
    state = torch.random.get_rng_state()
    first, again = (tiny(architecture, seed=5).fit(*texts).predict_proba(texts[0]) for _ in range(2))
    assert (first == again).all()
    assert (torch.random.get_rng_state() == state).all()
    assert not torch.are_deterministic_algorithms_enabled()
    assert np.abs(tiny(architecture, seed=6).fit(*texts).predict_proba(texts[0]) - first).max() > 1e-4


@every_architecture
def test_answer_does_not_hang_on_the_length_of_its_neighbours(architecture: str, texts: Texts) -> None:
    model = tiny(architecture).fit(*texts)
    alone = model.predict_proba(["so late"])
    together = model.predict_proba(["so late", "great " * 50])
    assert together[0] == pytest.approx(alone[0], abs=1e-6)


def test_best_epochs_weights_are_kept(texts: Texts) -> None:
    model = tiny(epochs=12, patience=3, lr=0.5).fit(*texts)
    losses = [epoch["valid_loss"] for epoch in model.history_]
    best = tiny(epochs=int(np.argmin(losses)) + 1, patience=12, lr=0.5).fit(*texts)
    assert len(losses) <= int(np.argmin(losses)) + 4
    assert (model.predict_proba(texts[0]) == best.predict_proba(texts[0])).all()


def test_listener_is_told_of_each_epoch_and_may_end_the_training(texts: Texts) -> None:
    told: list[int] = []

    def listen(epochs: list[dict[str, float]]) -> bool:
        told.append(len(epochs))
        return len(epochs) == 2

    model = tiny(epochs=10)
    model.on_epoch = listen
    model.fit(*texts)
    assert told == [1, 2]
    assert len(model.history_) == 2
    assert "on_epoch" not in model.get_params()
    assert clone(model).on_epoch is None


def test_fitted_network_is_pickled_without_its_listener(texts: Texts) -> None:
    model = tiny()
    model.on_epoch = lambda epochs: not epochs
    model.fit(*texts)
    copied = pickle.loads(pickle.dumps(model))  # noqa: S301 - it was made in the line above
    assert copied.on_epoch is None
    assert (copied.predict_proba(texts[0]) == model.predict_proba(texts[0])).all()


def test_ctrl_c_is_no_end_of_the_training(texts: Texts) -> None:
    def press(epochs: list[dict[str, float]]) -> bool:
        raise KeyboardInterrupt

    model = tiny()
    model.on_epoch = press
    with pytest.raises(KeyboardInterrupt):
        model.fit(*texts)


def test_odd_texts_are_answered(texts: Texts) -> None:
    model = tiny(max_length=5).fit(*texts)
    empty, unseen, cut, whole = model.predict_proba(["", "日本語", "late " * 5, "late " * 200_000])
    assert (empty == unseen).all()
    assert (cut == whole).all()


@pytest.mark.parametrize("embeddings", ["word2vec", "fasttext", None])
def test_first_layer_begins_with_vectors_of_the_size(embeddings: str | None, texts: Texts) -> None:
    model = tiny(embeddings=embeddings).fit(*texts)
    assert model.module_.vectors.weight.shape == (len(model.words_) + 2, 8)
    assert model.module_.vectors.weight[0].tolist() == [0.0] * 8


def test_file_gives_its_size_and_makes_its_rare_words_known(tmp_path: Path, texts: Texts) -> None:
    (tmp_path / "words.vec").write_text("once 1 0 0\nlate 0 1 0\n")
    model = tiny(embeddings=str(tmp_path / "words.vec")).fit([*texts[0], "once"], [*texts[1], "bad"])
    assert "once" in model.words_
    assert model.module_.vectors.weight.shape[1] == 3
    with pytest.raises(VectorsFileError):
        tiny(embeddings=str(tmp_path / "absent.vec")).fit(*texts)


def test_balanced_weights_let_a_rare_class_be_answered(texts: Texts) -> None:
    rows = [place for place in range(48) if place % 8 < 4 or place < 8]  # 24 bad ones, 4 good ones
    few = [texts[0][place] for place in rows], texts[1][rows]
    shares = [
        tiny(epochs=2, class_weight=weight).fit(*few).predict_proba(["flight"])[0, 1] for weight in (None, "balanced")
    ]
    assert shares[1] > shares[0]


def test_rows_of_one_class_are_refused() -> None:
    with pytest.raises(OneClassError, match="All 2 training rows are of the class 'bad'"):
        tiny().fit(["late", "late"], ["bad", "bad"])


def test_texts_without_words_are_refused() -> None:
    with pytest.raises(EmptyVocabularyError, match="lower min_count"):
        tiny().fit(["", "", "", ""], ["bad", "good"] * 2)


@pytest.mark.parametrize("wrong", [{"validation": 0.0}, {"validation": 1.0}, {"max_length": 0}])
def test_parameter_out_of_its_range_is_refused(wrong: dict[str, Any], texts: Texts) -> None:
    with pytest.raises(ValueError, match="must"):
        tiny(**wrong).fit(*texts)
