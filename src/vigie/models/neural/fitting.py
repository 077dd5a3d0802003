"""One training of a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from skorch.helper import predefined_split

from vigie.models.neural.layers import TextNet
from vigie.models.neural.loop import Epoch, Interrupted, KeepBest, Loop, OnEpoch
from vigie.models.neural.reproducible import choose_device, reproducible
from vigie.models.neural.text_batches import EncodedTexts, LengthSorted

if TYPE_CHECKING:
    from vigie.models.neural.classifier import TextNetClassifier


class Fitted(NamedTuple):
    """What a training gives."""

    module: TextNet
    """On the CPU, ready to answer, with the best epoch's weights."""
    epochs: list[Epoch]


class Fitting:
    """Trains the network that a classifier describes.

    Parameters
    ----------
    vectors
        Shape (n_words + 2, size): where the first layer begins.
    """

    def __init__(
        self, classifier: TextNetClassifier, vectors: NDArray[np.float32], on_epoch: OnEpoch | None = None
    ) -> None:
        self._classifier = classifier
        self._vectors = vectors
        self._device = choose_device(classifier.device)
        self._keeper = KeepBest(classifier.patience, on_epoch)

    def run(self, sequences: Sequence[Sequence[int]], classes: NDArray[np.int64], held: NDArray[np.bool_]) -> Fitted:
        """Return the network after its best epoch.

        Parameters
        ----------
        held
            Shape (n_texts,): the texts that say when to stop, and that are not learnt from.
        """
        train, valid = (_texts(sequences, classes, places) for places in (~held, held))
        with reproducible(self._classifier.seed, self._device):
            loop = self._loop(classes[~held], valid)
            try:
                loop.fit(train, None)
            except Interrupted as error:
                raise KeyboardInterrupt from error
        module: TextNet = loop.module_.to("cpu").eval()
        return Fitted(module, self._keeper.epochs)

    def _loop(self, classes: NDArray[np.int64], valid: EncodedTexts) -> Loop:
        given = self._classifier
        return Loop(
            TextNet,
            **self._module(),
            criterion=torch.nn.CrossEntropyLoss,
            criterion__weight=_weights(classes, len(given.classes_)) if given.class_weight == "balanced" else None,
            optimizer=torch.optim.AdamW,
            optimizer__weight_decay=given.weight_decay,
            optimizer__fused=True,
            lr=given.lr,
            max_epochs=given.epochs,
            batch_size=given.batch_size,
            iterator_train=LengthSorted,
            iterator_train__seed=given.seed,
            iterator_valid=LengthSorted,
            train_split=predefined_split(valid),
            classes=list(range(len(given.classes_))),
            callbacks=[("keeper", self._keeper)],
            callbacks__print_log=None,
            device=self._device,
            verbose=0,
        )

    def _module(self) -> dict[str, Any]:
        given = self._classifier
        described = {
            "vectors": torch.from_numpy(self._vectors),
            "architecture": given.architecture,
            "n_classes": len(given.classes_),
            "hidden": given.hidden,
            "widths": tuple(given.widths),
            "heads": given.heads,
            "dropout": given.dropout,
            "word_dropout": given.word_dropout,
        }
        return {f"module__{name}": value for name, value in described.items()}


def _texts(sequences: Sequence[Sequence[int]], classes: NDArray[np.int64], places: NDArray[np.bool_]) -> EncodedTexts:
    return EncodedTexts([sequences[place] for place in np.flatnonzero(places).tolist()], classes[places])


def _weights(classes: NDArray[np.int64], n_classes: int) -> torch.Tensor:
    counts = np.bincount(classes, minlength=n_classes)
    return torch.from_numpy((len(classes) / (n_classes * np.maximum(counts, 1))).astype(np.float32))
