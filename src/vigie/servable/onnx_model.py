"""The only door to ONNX Runtime: a network as bytes, numbers in, numbers out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import MissingPartError


class OnnxModel:
    """A network that was exported to ONNX. Safe to share between threads.

    Parameters
    ----------
    content
        The ONNX file. Nothing but the operators of ONNX is run; a file cannot name code.
    threads
        That one call computes with. A service answers many calls at once, so one each is the quickest in all.

    Raises
    ------
    MissingPartError
        If ONNX Runtime is not installed.
    ValueError
        If the bytes are no network it can run.
    """

    def __init__(self, content: bytes, threads: int = 1) -> None:
        runtime = _onnxruntime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime has a dozen classes of its own for this, and no common one
            raise ValueError(f"ONNX Runtime refuses the network ({type(error).__name__})") from error
        self.inputs: tuple[str, ...] = tuple(given.name for given in self._session.get_inputs())
        self.outputs: tuple[str, ...] = tuple(made.name for made in self._session.get_outputs())

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return every output, in the order of `outputs`; `inputs` by the names of `inputs`."""
        return [np.asarray(made) for made in self._session.run(None, dict(inputs))]


def _onnxruntime() -> Any:
    # Here, and not at the top: a service whose champion is no network does not carry it.
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingPartError("onnxruntime", "pip install 'vigie[onnx]'") from error
    return onnxruntime
