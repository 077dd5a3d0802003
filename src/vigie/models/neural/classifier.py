"""Networks over words as a scikit-learn classifier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from vigie.core.errors import MissingPartError, OneClassError
from vigie.models.neural.holdout import hold_out
from vigie.models.neural.vocabulary import FirstLayer, Vocabulary
from vigie.servable.word_ids import WordIds, batches

if TYPE_CHECKING:
    from vigie.models.neural.loop import Epoch, OnEpoch

_ROWS = 256
"""Answered at once."""


class TextNetClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Takes texts, shape (n_rows,), and trains a network over their words until held-out texts gain no more.

    The same seed gives the same network on the CPU, with the same number of threads. Threads are torch's own setting.

    What it does with odd texts: a word that training met fewer than `min_count` times, or never, is the unknown word,
    about which the network learns by `word_dropout`; a text without words is one unknown word; of a long text the
    first `max_length` words are read.

    Parameters
    ----------
    architecture
        "bilstm", "cnn" or "attention"; see `layers.TextNet`, also for `hidden`, `widths`, `heads`, `dropout` and
        `word_dropout`.
    pattern
        What counts as a word.
    embeddings, size, min_count, max_words
        See `vocabulary.FirstLayer`. The vectors are trained on with the rest.
    epochs
        At most so many passes over the texts.
    patience
        Passes without gain on the held-out texts that are borne; the best one's weights are kept.
    batch_size, lr, weight_decay
        Of AdamW.
    validation
        Share of the texts held out to say when to stop.
    class_weight
        "balanced" to count rare classes as much as common ones.
    device
        "cpu", "cuda", or "auto" for CUDA where there is one. After the fit the network lies on the CPU.

    Attributes
    ----------
    on_epoch
        No parameter: set it on the estimator before `fit`, and it is called after each epoch with the list of epochs
        so far, to show progress or, by returning True, to end the training. Clones do not have it, nor do pickles.
    history_
        The epochs, each `epoch`, `train_loss`, `valid_loss`, `valid_score` and `seconds`.
    """

    on_epoch: OnEpoch | None = None

    def __init__(
        self,
        architecture: Literal["bilstm", "cnn", "attention"] = "bilstm",
        pattern: str = r"\w+",
        embeddings: str | None = None,
        size: int = 100,
        hidden: int = 64,
        widths: Sequence[int] = (1, 2, 3, 4),
        heads: int = 4,
        dropout: float = 0.5,
        word_dropout: float = 0.1,
        min_count: int = 2,
        max_words: int = 30_000,
        max_length: int = 200,
        epochs: int = 20,
        patience: int = 2,
        batch_size: int = 32,
        lr: float = 1e-3,
        weight_decay: float = 0.01,
        validation: float = 0.1,
        class_weight: Literal["balanced"] | None = None,
        device: str = "auto",
        seed: int = 0,
    ) -> None:
        self.architecture = architecture
        self.pattern = pattern
        self.embeddings = embeddings
        self.size = size
        self.hidden = hidden
        self.widths = widths
        self.heads = heads
        self.dropout = dropout
        self.word_dropout = word_dropout
        self.min_count = min_count
        self.max_words = max_words
        self.max_length = max_length
        self.epochs = epochs
        self.patience = patience
        self.batch_size = batch_size
        self.lr = lr
        self.weight_decay = weight_decay
        self.validation = validation
        self.class_weight = class_weight
        self.device = device
        self.seed = seed

    def fit(self, X: Any, y: Any) -> Self:
        """Train on texts `X` with classes `y`.

        Raises
        ------
        OneClassError
            If there is one class only.
        EmptyVocabularyError
            If no word occurs often enough.
        ValueError
            If a parameter is out of its range.
        VectorsFileError
            If the file of vectors is missing or wrong.
        MissingPartError
            If torch or skorch is not installed.
        """
        _check_installed()
        texts = list(X)
        self.classes_, classes = np.unique(np.asarray(y), return_inverse=True)
        if len(self.classes_) < 2:
            raise OneClassError(str(self.classes_[0]), len(texts))
        first = FirstLayer(self.pattern, self.embeddings, self.size, self.min_count, self.max_words, self.seed)
        vocabulary = first.fit(texts)
        self.words_ = vocabulary.words
        self._train(vocabulary, texts, classes.astype(np.int64))
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
        """Return the network's scores, shape (n_texts, n_classes), also where there are two classes."""
        check_is_fitted(self, "module_")
        import torch

        sequences = self._encode(list(X))
        scores = np.zeros((len(sequences), len(self.classes_)))
        with torch.inference_mode():
            for places, ids in batches(sequences, _ROWS):
                scores[places] = self.module_(torch.from_numpy(ids)).numpy()
        return scores

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        ids = WordIds(self.pattern, self.words_, self.max_length)
        return [ids.encode(text) for text in texts]

    def _train(self, vocabulary: Vocabulary, texts: Sequence[str], classes: NDArray[np.int64]) -> None:
        from vigie.models.neural.fitting import Fitting

        held = hold_out(classes, self.validation, self.seed)
        fitted = Fitting(self, vocabulary.vectors, on_epoch=self.on_epoch).run(self._encode(texts), classes, held)
        self.module_ = fitted.module
        self.history_: list[Epoch] = fitted.epochs

    def __getstate__(self) -> dict[str, Any]:
        # Whoever listens to a training stays behind: a terminal or a search cannot be copied.
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "on_epoch"}


def _check_installed() -> None:
    # torch takes seconds to import and a gigabyte to install: only who trains a network needs it.
    try:
        import skorch  # noqa: F401 - asked for here, so that the message names what to install
        import torch  # noqa: F401 - the same
    except ImportError as error:
        raise MissingPartError("torch or skorch", 'pip install "vigie[deep]"') from error
