"""One tensor of the Open Inference Protocol (version 2), in JSON or in the binary extension, and its values. Pure.

References
----------
The protocol: https://github.com/kserve/open-inference-protocol; the binary extension: "Binary tensor data extension" of
the same protocol as Triton serves it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from vigie.serving.reasons import refusal

Value: TypeAlias = str | float | int | bool | None

_LENGTH = struct.Struct("<I")

DTYPES: Mapping[str, str] = {
    "BOOL": "?", "UINT8": "<u1", "UINT16": "<u2", "UINT32": "<u4", "UINT64": "<u8", "INT8": "<i1", "INT16": "<i2",
    "INT32": "<i4", "INT64": "<i8", "FP16": "<f2", "FP32": "<f4", "FP64": "<f8",
}  # fmt: skip
"""Datatype → NumPy's name of its binary form. BYTES has no fixed size, and BF16 is not read."""


class InputTensor(BaseModel):
    """One column of the request."""

    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    name: str = Field(max_length=200)
    shape: list[int] = Field(min_length=1, max_length=2)
    """The number of rows; a second dimension of 1 is let through."""
    datatype: str = Field(max_length=20)
    parameters: dict[str, Any] = {}
    data: list[Any] | None = None
    """Of a tensor in JSON; one in binary says in `parameters.binary_data_size` how many bytes are its own."""

    @property
    def binary_size(self) -> int | None:
        """The number of its bytes after the JSON, or None of a tensor in JSON."""
        size = self.parameters.get("binary_data_size")
        if size is None:
            return None
        if isinstance(size, bool) or not isinstance(size, int) or size < 0:
            raise refusal([(f"inputs.{self.name}.parameters.binary_data_size", "must be a number of bytes")])
        if self.data is not None:
            raise refusal([(f"inputs.{self.name}", "has both `data` and `binary_data_size`: one is needed")])
        return size


def read_json(tensor: InputTensor) -> list[Value]:
    """Return the values in JSON, flat; nested lists are taken row by row, and null is a missing value."""
    if tensor.data is None:
        raise refusal([(f"inputs.{tensor.name}", "has neither `data` nor `binary_data_size`: one is needed")])
    return _checked(tensor, list(_flat(tensor.data)))


def read_binary(tensor: InputTensor, data: bytes) -> list[Value]:
    """Return the values in the binary form: little-endian, BYTES each after its length."""
    where = f"inputs.{tensor.name}"
    if tensor.datatype == "BYTES":
        return _checked(tensor, [_text(one, where) for one in _pieces(data, where)])
    code = DTYPES.get(tensor.datatype)
    if code is None:
        raise refusal([(f"{where}.datatype", f"cannot be read in binary; there are: BYTES, {', '.join(DTYPES)}")])
    dtype = np.dtype(code)
    if len(data) % dtype.itemsize:
        raise refusal([(where, f"has {len(data)} bytes, which is no multiple of {dtype.itemsize}")])
    values: list[Value] = np.frombuffer(data, dtype).tolist()
    return _checked(tensor, values)


def _checked(tensor: InputTensor, values: list[Value]) -> list[Value]:
    shape = tensor.shape
    if min(shape) < 0 or shape[1:] not in ([], [1]):
        raise refusal([(f"inputs.{tensor.name}.shape", "must be [rows] or [rows, 1], for a tensor is one column")])
    if shape[0] != len(values):
        raise refusal([(f"inputs.{tensor.name}.shape", f"says {shape[0]} values, and there are {len(values)}")])
    return values


def _flat(data: Sequence[Any]) -> Iterator[Value]:
    for value in data:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def _pieces(data: bytes, where: str) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        begin = at + _LENGTH.size
        end = begin + _LENGTH.unpack_from(data, at)[0] if begin <= len(data) else len(data) + 1
        if end > len(data):
            raise refusal([(where, "ends within a text: each is its length in four bytes, then so many bytes")])
        yield data[begin:end]
        at = end


def _text(piece: bytes, where: str) -> str:
    try:
        return piece.decode()
    except UnicodeDecodeError as error:
        raise refusal([(where, "holds a text that is not UTF-8")]) from error


def check_datatype(tensor: InputTensor, kind: str) -> None:
    """Raise `PayloadError` if the tensor's datatype is none that a feature of type `kind` takes."""
    if tensor.datatype not in TAKEN[kind]:
        taken = ", ".join(TAKEN[kind])
        raise refusal([(f"inputs.{tensor.name}.datatype", f"must be {taken}, for the feature is of type {kind}")])


_NUMBERS = tuple(name for name in ("FP64", "FP32", "FP16", "INT64", *DTYPES) if name != "BOOL")
TAKEN: Mapping[str, tuple[str, ...]] = {
    "text": ("BYTES",),
    "category": ("BYTES",),
    "number": tuple(dict.fromkeys(_NUMBERS)),
    "integer": tuple(dict.fromkeys(("INT64", *_NUMBERS))),
    "boolean": ("BOOL",),
}
"""Type of a feature → the datatypes that are taken for it; the first is the one to send."""


class OutputTensor(BaseModel):
    """One column of the answer."""

    name: str
    datatype: str
    shape: list[int]
    data: list[Any]

    def to_bytes(self) -> bytes:
        """Return the values in the binary form."""
        if self.datatype != "BYTES":
            return np.asarray(self.data, DTYPES[self.datatype]).tobytes()
        encoded = [str(value).encode() for value in self.data]
        return b"".join(_LENGTH.pack(len(one)) + one for one in encoded)
