"""The training loop: skorch's, with a stop that keeps the best epoch and asks whether to go on."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeAlias

from skorch import NeuralNetClassifier
from skorch.callbacks import Callback

Epoch: TypeAlias = dict[str, float]
"""`epoch` from 1, `train_loss`, `valid_loss`, `valid_score` (accuracy) and `seconds`."""

OnEpoch: TypeAlias = Callable[[list[Epoch]], bool | None]
"""Called after each epoch with all epochs so far; True ends the training."""


class Stop(KeyboardInterrupt):
    """Training has ended of itself. Of this class because skorch's loop closes properly on no other."""


class Interrupted(BaseException):
    """A person pressed Ctrl-C; under its own name skorch would take it for the end of the training."""


class Loop(NeuralNetClassifier):  # type: ignore[misc]  # skorch has no types
    """skorch's net, which does not take Ctrl-C for a training that is done."""

    def fit_loop(self, X: Any, y: Any = None, epochs: int | None = None, **fit_params: Any) -> Any:
        try:
            return super().fit_loop(X, y, epochs=epochs, **fit_params)
        except Stop:
            return self
        except KeyboardInterrupt as error:
            raise Interrupted from error


class KeepBest(Callback):  # type: ignore[misc]  # skorch has no types
    """Ends a training that gains nothing any more, and puts the best epoch's weights back.

    Parameters
    ----------
    patience
        Epochs without a smaller loss on the held-out texts that are borne.
    on_epoch
        Asked after each epoch.
    """

    def __init__(self, patience: int, on_epoch: OnEpoch | None) -> None:
        self.patience = patience
        self.on_epoch = on_epoch
        self.epochs: list[Epoch] = []
        self.best = 0
        self.weights: Any = None

    def on_epoch_end(self, net: Any, **kwargs: Any) -> None:
        self.epochs.append(_told(net.history[-1]))
        loss = self.epochs[-1]["valid_loss"]
        if self.weights is None or loss < self.epochs[self.best]["valid_loss"]:
            self.best, self.weights = len(self.epochs) - 1, deepcopy(net.module_.state_dict())
        hopeless = self.on_epoch is not None and self.on_epoch(list(self.epochs)) is True
        if hopeless or len(self.epochs) - 1 - self.best >= self.patience:
            raise Stop

    def on_train_end(self, net: Any, **kwargs: Any) -> None:
        net.module_.load_state_dict(self.weights)


def _told(epoch: Any) -> Epoch:
    return {
        "epoch": int(epoch["epoch"]),
        "train_loss": float(epoch["train_loss"]),
        "valid_loss": float(epoch["valid_loss"]),
        "valid_score": float(epoch["valid_acc"]),
        "seconds": float(epoch["dur"]),
    }
