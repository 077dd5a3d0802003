"""What a preparation gives, as plain arrays on disk: nothing is pickled, and nothing is read that is not needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = Any
"""A dense array of numbers or short texts, a SciPy sparse matrix or array, or an object array of texts."""
Form = dict[str, Any]
"""How to put a matrix together again from its arrays; plain JSON."""

_COMPRESSED = ("csr", "csc")


class NotStorableError(TypeError):
    """A preparation gave something that is no plain matrix."""


def take_apart(matrix: Matrix) -> tuple[Form, dict[str, NDArray[Any]]]:
    """Return a matrix's form and its arrays by name.

    Raises
    ------
    NotStorableError
        If it is none that can be kept without pickling.

    Examples
    --------
    >>> form, arrays = take_apart(np.array(["one", "twö"], dtype=object))
    >>> form, put_together(form, arrays).tolist()
    ({'kind': 'texts'}, ['one', 'twö'])
    """
    if sparse.issparse(matrix) and matrix.format in _COMPRESSED:
        form = {"kind": matrix.format, "array": isinstance(matrix, sparse.sparray), "shape": list(matrix.shape)}
        return form, {"data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr}
    if type(matrix) is not np.ndarray or matrix.dtype.hasobject:
        return {"kind": "texts"}, _texts(matrix)
    return {"kind": "dense"}, {"values": matrix}


def put_together(form: Form, arrays: Mapping[str, NDArray[Any]]) -> Matrix:
    """Return the matrix that was taken apart; its arrays are used as they are."""
    kind = form["kind"]
    if kind == "dense":
        return arrays["values"]
    if kind == "texts":
        return _read_texts(arrays["letters"], arrays["ends"])
    if kind not in _COMPRESSED:
        raise NotStorableError(f"there is no matrix of the kind '{kind}'")
    make = getattr(sparse, f"{kind}_{'array' if form['array'] else 'matrix'}")
    return make((arrays["data"], arrays["indices"], arrays["indptr"]), shape=tuple(form["shape"]))


def _texts(matrix: Matrix) -> dict[str, NDArray[Any]]:
    if not isinstance(matrix, np.ndarray) or matrix.ndim != 1 or not all(type(text) is str for text in matrix):
        raise NotStorableError(f"a {type(matrix).__name__} is no matrix of numbers and no row of texts")
    parts = [text.encode("utf-8", "surrogatepass") for text in matrix]
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    return {"letters": np.frombuffer(b"".join(parts), dtype=np.uint8), "ends": ends}


def _read_texts(letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> NDArray[np.object_]:
    content, begin = letters.tobytes(), 0
    texts = np.empty(len(ends), dtype=object)
    for place, end in enumerate(ends.tolist()):
        texts[place] = content[begin:end].decode("utf-8", "surrogatepass")
        begin = end
    return texts
