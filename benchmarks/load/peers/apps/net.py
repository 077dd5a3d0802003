"""A small transformer in whole numbers of eight bits, as most people would run it: tokenizers and ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer


class Network:
    """The encoder and its last layer; takes as many texts at once as it is given."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the server has one core
        self._session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(128)
        self._tokenizer.enable_padding()
        with np.load(folder / "last.npz") as last:
            self._weights, self._intercept = last["weights"], last["intercept"]
            self.classes_ = last["classes"].astype(str).tolist()

    def predict_proba(self, texts: Sequence[str]) -> Any:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        scores = self._session.run(None, {"ids": ids, "mask": mask})[0] @ self._weights + self._intercept
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)
