"""A pretrained encoder trained on for the classes, as a scikit-learn classifier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from vigie.core.errors import MissingPartError, OneClassError
from vigie.models.neural.holdout import hold_out
from vigie.models.transformer.folder import Pooling, find_model
from vigie.models.transformer.sentence_encoder import reach
from vigie.servable.subwords import Subwords

if TYPE_CHECKING:
    from vigie.models.neural.loop import Epoch, OnEpoch

_ROWS = 64
"""Answered at once."""


class FineTunedTransformer(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Takes texts, shape (n_rows,), and trains all of an encoder, with a linear layer on top, to tell their classes.

    Trained by AdamW, its rate rising over the first steps and then falling to 0. The same seed gives the same weights
    on the CPU, with the same number of threads. Threads are torch's own setting.

    Parameters
    ----------
    model, layers, max_length, root
        As for `SentenceEncoder`.
    pooling
        "mean" of the vectors of all pieces, "cls" for the first one's, "auto" for what the folder says of itself.
    epochs
        Passes over the texts. The rate falls to 0 by the last, so that more epochs are another training, not a longer
        one.
    patience
        Passes without a smaller loss on the held-out texts that are borne.
    batch_size
        Texts of one step. Texts of like length are put together, so that little is filled up.
    lr
        Rate of the topmost layer at its highest.
    layer_decay
        What the rate is multiplied by from layer to layer downwards: the lower ones know the language, not the task.
        1 for one rate.
    head_lr
        Rate of the linear layer, which begins from nothing.
    weight_decay
        Of matrices, not of biases and scales.
    warm_up
        Share of the steps over which the rate rises.
    dropout
        Share of numbers set to zero in training; None for what the model's makers chose.
    label_smoothing
        How much of a label's weight is spread over all classes: for labels that are often wrong.
    class_weight
        "balanced" to count rare classes as much as common ones.
    validation
        Share of the texts held out to say which epoch was best; 0 to train on all of them and keep the last epoch.
    device
        "auto" (a graphics card if there is one), "cpu", "cuda". After the fit the net lies on the CPU.

    Attributes
    ----------
    on_epoch
        No parameter: set it on the estimator before `fit`, and it is called after each epoch with the list of epochs
        so far, to show progress or, by returning True, to end the training. Clones do not have it, nor do pickles.
    history_
        The epochs, each `epoch`, `train_loss`, `valid_loss`, `valid_score` (accuracy) and `seconds`; the two in the
        middle are NaN where no text was held out.

    References
    ----------
    Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", NAACL 2019; for the rates by layer, Sun et
    al., "How to Fine-Tune BERT for Text Classification?", CCL 2019.
    """

    on_epoch: OnEpoch | None = None

    def __init__(
        self,
        model: str,
        *,
        layers: int | None = None,
        pooling: Pooling | Literal["auto"] = "auto",
        max_length: int | None = 128,
        epochs: int = 3,
        patience: int = 2,
        batch_size: int = 32,
        lr: float = 1e-4,
        layer_decay: float = 0.9,
        head_lr: float = 1e-3,
        weight_decay: float = 0.01,
        warm_up: float = 0.1,
        dropout: float | None = None,
        label_smoothing: float = 0.0,
        class_weight: Literal["balanced"] | None = None,
        validation: float = 0.1,
        device: str = "auto",
        seed: int = 0,
        root: Path = Path(),
    ) -> None:
        self.model = model
        self.layers = layers
        self.pooling = pooling
        self.max_length = max_length
        self.epochs = epochs
        self.patience = patience
        self.batch_size = batch_size
        self.lr = lr
        self.layer_decay = layer_decay
        self.head_lr = head_lr
        self.weight_decay = weight_decay
        self.warm_up = warm_up
        self.dropout = dropout
        self.label_smoothing = label_smoothing
        self.class_weight = class_weight
        self.validation = validation
        self.device = device
        self.seed = seed
        self.root = root

    def fit(self, X: Any, y: Any) -> Self:
        """Train on texts `X` with classes `y`.

        Raises
        ------
        OneClassError
            If there is one class only.
        ModelFolderError
            If the model is missing or not read for safety.
        MissingPartError
            If PyTorch or transformers is not installed.
        """
        try:
            from vigie.models.transformer.fine_tuning import FineTuning
        except ModuleNotFoundError as error:
            raise MissingPartError("PyTorch", 'pip install "vigie[deep]"') from error
        self.classes_, classes = np.unique(np.asarray(y), return_inverse=True)
        if len(self.classes_) < 2:
            raise OneClassError(str(self.classes_[0]), len(classes))
        held = hold_out(classes, self.validation, self.seed) if self.validation else np.zeros(len(classes), dtype=bool)
        training = FineTuning(self, find_model(self.model, self.root), len(self.classes_))
        self.tokenizer_, self.pad_ = training.encoder.tokenizer, training.encoder.pad
        self.reach_ = reach(training.folder, self.max_length)
        numbers = self.subwords().numbers(list(X))
        self.history_: list[Epoch] = training.run(numbers, classes, held, self.on_epoch)
        self.net_ = training.net
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_texts, n_classes), classes in the order of `classes_`."""
        scores = self.decision_function(X)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return probabilities

    def predict(self, X: Any) -> NDArray[Any]:
        best: NDArray[Any] = self.classes_[self.decision_function(X).argmax(axis=1)]
        return best

    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Return the net's scores, shape (n_texts, n_classes), also where there are two classes."""
        check_is_fitted(self, "net_")
        from vigie.models.transformer.encoding import encode

        return encode(self.net_, self.subwords().numbers(list(X)), self.pad_, _ROWS, "cpu")

    def subwords(self) -> Subwords:
        """Return what cuts texts into pieces."""
        return Subwords(self.tokenizer_, self.reach_)

    def __getstate__(self) -> dict[str, Any]:
        # Whoever listens to a training stays behind: a terminal or a search cannot be copied.
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "on_epoch"}
