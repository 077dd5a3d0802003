"""A frozen encoder as a step of a pipeline: texts become vectors, and nothing is learned."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from vigie.core.errors import MissingPartError
from vigie.models.transformer.folder import ModelFolder, Pooling, find_model
from vigie.servable.subwords import Subwords

if TYPE_CHECKING:
    from vigie.models.transformer.encoder import Encoder


class SentenceEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Turns texts into vectors by a pretrained encoder, which stays as it is.

    It learns nothing and keeps no weights of its own: a fitted pipeline is small, and needs the model's folder.

    Parameters
    ----------
    model
        A folder, `package:NAME`, or a name of the hub: see `find_model`.
    pooling
        "mean" of the vectors of all pieces, "cls" for the first one's, "auto" for what the folder says of itself.
    normalise
        Whether vectors are brought to length 1; "auto" for what the folder says.
    max_length
        Pieces of a text that are read; None for as many as the model's makers set. Time grows with it.
    layers
        How many of its layers to keep, from the first; None for all. Half of them take half the time.
    batch_size
        Texts in memory at once, of like length.
    device
        "auto" (a graphics card if there is one), "cpu", "cuda".
    root
        The project's folder, where a model's folder is looked for.
    """

    def __init__(
        self,
        model: str,
        *,
        pooling: Pooling | Literal["auto"] = "auto",
        normalise: bool | Literal["auto"] = "auto",
        max_length: int | None = None,
        layers: int | None = None,
        batch_size: int = 64,
        device: str = "auto",
        root: Path = Path(),
    ) -> None:
        self.model = model
        self.pooling = pooling
        self.normalise = normalise
        self.max_length = max_length
        self.layers = layers
        self.batch_size = batch_size
        self.device = device
        self.root = root

    def fit(self, X: Any, y: Any = None) -> Self:
        """Look whether the model is there.

        Raises
        ------
        ModelFolderError
            If it is not, or is not read for safety.
        MissingPartError
            If PyTorch or transformers is not installed.
        """
        self.encoder()
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return shape (n_texts, width)."""
        from vigie.models.transformer.encoding import encode

        encoder = self.encoder()
        numbers = self.subwords().numbers(list(X))
        return encode(encoder.net, numbers, encoder.pad, self.batch_size, self.device)

    def encoder(self) -> Encoder:
        """Return the loaded encoder."""
        folder = find_model(self.model, self.root)
        pooling: Pooling = folder.pooling if self.pooling == "auto" else self.pooling
        normalises = folder.normalises if self.normalise == "auto" else self.normalise
        return _load(self.model, folder, pooling, normalises, self.layers)

    def subwords(self) -> Subwords:
        """Return what cuts texts into pieces."""
        return Subwords(self.encoder().tokenizer, reach(find_model(self.model, self.root), self.max_length))

    def __sklearn_is_fitted__(self) -> bool:
        return True


def reach(folder: ModelFolder, max_length: int | None) -> int:
    """Return how many pieces of a text are read: what is asked for, and at most what the model can.

    Examples
    --------
    >>> reach(ModelFolder(Path("nowhere")), 64), reach(ModelFolder(Path("nowhere")), 9_999)
    (64, 512)
    """
    return folder.max_length if max_length is None else min(max_length, folder.max_length)


@lru_cache(maxsize=2)
def _load(model: str, folder: ModelFolder, pooling: Pooling, normalises: bool, layers: int | None) -> Encoder:
    # Kept, since a pipeline asks for it at every call, and never trained on: a net that learns loads its own.
    try:
        from vigie.models.transformer.encoder import load_encoder
    except ModuleNotFoundError as error:
        raise MissingPartError("PyTorch", 'pip install "vigie[deep]"') from error
    return load_encoder(model, folder, pooling, normalises, layers)
