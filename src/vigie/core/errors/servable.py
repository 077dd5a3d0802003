"""Servables being loaded."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import VigieError


class ServableError(VigieError):
    """A servable cannot be loaded."""


class ServableNotFoundError(ServableError):
    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(f"There is no servable at {where}.", remedy="Publish one with 'vigie promote NAME'.")


class ServableCorruptError(ServableError):
    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"The servable at {where} is refused: {reason}.")


class SignatureError(ServableError):
    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(
            f"The servable at {where} is refused: {reason}.",
            remedy="If it is to be trusted, sign it where the key is: 'vigie sign VERSION'.",
        )


class UntrustedTypeError(ServableError):
    def __init__(self, types: Sequence[str]) -> None:
        self.types = tuple(types)
        listed = ", ".join(f'"{name}"' for name in types)
        super().__init__(
            f"The servable is refused: it holds types that nobody here trusts: {listed}.",
            remedy=f"If they are yours, say so in vigie.toml: [service] trusted_types = [{listed}].",
        )


class GoldenRowError(ServableError):
    def __init__(self, where: str, row: int, difference: float) -> None:
        self.where, self.row, self.difference = where, row, difference
        super().__init__(f"The servable at {where} is refused: golden row {row} is off by {difference:.2e}.")
