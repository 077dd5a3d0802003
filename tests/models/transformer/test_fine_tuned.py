"""All of an encoder is trained on for the classes at hand."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.base import clone

from vigie.core.errors import OneClassError
from vigie.models.transformer.fine_tuned import FineTunedTransformer

TEXTS = ["bad and cold", "awful walls", "good and warm", "love it"] * 12
LABELS = np.array(["sad", "sad", "glad", "glad"] * 12)
QUICK: dict[str, Any] = {"epochs": 4, "lr": 5e-3, "head_lr": 2e-2, "batch_size": 8}


@pytest.fixture(scope="module")
def fitted(tiny_bert: Path) -> FineTunedTransformer:
    return FineTunedTransformer(str(tiny_bert), **QUICK).fit(TEXTS, LABELS)


def test_it_learns_and_keeps_its_history(fitted: FineTunedTransformer) -> None:
    assert (fitted.predict(TEXTS) == LABELS).all()
    assert [epoch["epoch"] for epoch in fitted.history_] == [1, 2, 3, 4]
    assert fitted.history_[-1]["train_loss"] < fitted.history_[0]["train_loss"]
    assert set(fitted.history_[0]) == {"epoch", "train_loss", "valid_loss", "valid_score", "seconds"}


def test_same_seed_is_the_same_net_and_another_is_not(fitted: FineTunedTransformer, tiny_bert: Path) -> None:
    torch.manual_seed(99)
    before = torch.get_rng_state()
    again = clone(fitted).fit(TEXTS, LABELS)
    assert (torch.get_rng_state() == before).all()
    assert (again.predict_proba(TEXTS) == fitted.predict_proba(TEXTS)).all()
    other = FineTunedTransformer(str(tiny_bert), **QUICK, seed=1).fit(TEXTS, LABELS)
    assert np.abs(other.predict_proba(TEXTS) - fitted.predict_proba(TEXTS)).max() > 1e-6


def test_pickled_classifier_answers_without_the_folder(fitted: FineTunedTransformer) -> None:
    fitted.on_epoch = lambda _: None
    again: FineTunedTransformer = pickle.loads(pickle.dumps(fitted))  # noqa: S301 - its own
    del fitted.on_epoch
    assert (again.set_params(model="gone").predict_proba(TEXTS) == fitted.predict_proba(TEXTS)).all()


def test_best_epoch_is_kept_and_patience_ends_the_training(tiny_bert: Path) -> None:
    # At such a rate it forgets more than it learns, so that the best epoch is not the last.
    wild = {**QUICK, "epochs": 6, "lr": 0.3, "head_lr": 0.3, "patience": 1}
    model = FineTunedTransformer(str(tiny_bert), **wild).fit(TEXTS, LABELS)
    losses = [epoch["valid_loss"] for epoch in model.history_]
    assert len(losses) < 6
    assert losses[-1] >= min(losses)


def test_listener_is_told_of_each_epoch_and_ends_the_training(tiny_bert: Path) -> None:
    heard: list[int] = []

    def listen(history: list[dict[str, float]]) -> bool:
        heard.append(len(history))
        return len(history) == 2

    model = FineTunedTransformer(str(tiny_bert), **QUICK)
    model.on_epoch = listen
    model.fit(TEXTS, LABELS)
    assert heard == [1, 2]
    assert len(model.history_) == 2
    assert clone(model).on_epoch is None


def test_without_validation_all_texts_are_trained_on(tiny_bert: Path) -> None:
    model = FineTunedTransformer(str(tiny_bert), **QUICK, validation=0).fit(TEXTS, LABELS)
    assert len(model.history_) == 4
    assert np.isnan([epoch["valid_loss"] for epoch in model.history_]).all()
    assert (model.predict(TEXTS) == LABELS).all()


def test_lower_layers_learn_more_slowly(tiny_bert: Path) -> None:
    from vigie.models.transformer.fine_tuning import FineTuning
    from vigie.models.transformer.folder import find_model

    how = FineTunedTransformer(str(tiny_bert), lr=1.0, layer_decay=0.5, head_lr=3.0)
    training = FineTuning(how, find_model(str(tiny_bert)), 2)
    names = [name for name, values in training.net.named_parameters() if values.requires_grad]
    rates = dict(zip(names, [group["lr"] for group in training._groups()], strict=True))
    assert rates["last.weight"] == 3.0
    assert rates["encoder.net.encoder.layer.1.output.dense.weight"] == 1.0
    assert rates["encoder.net.encoder.layer.0.output.dense.weight"] == 0.5
    assert rates["encoder.net.embeddings.word_embeddings.weight"] == 0.25


def test_one_class_is_refused(tiny_bert: Path) -> None:
    with pytest.raises(OneClassError, match="'sad'"):
        FineTunedTransformer(str(tiny_bert)).fit(["a", "b"], ["sad", "sad"])
