"""A text's words as a vectoriser counts them: cut, common ones left out, the rest in one form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from vigie.core.types import Language
from vigie.text.preparation import Preparation, prepare
from vigie.text.tokens import tokenise


@dataclass(frozen=True)
class PreparedWords:
    """The `tokenizer` of a vectoriser whose words are prepared.

    Stop words are left out here, before a word changes its form: of their stems, which are nobody's list, too many
    other words would be caught.
    """

    language: Language
    preparation: Preparation
    stop_words: tuple[str, ...] = ()

    def __call__(self, text: str) -> list[str]:
        words = tokenise(text, self.language)
        if self.stop_words:
            words = [word for word in words if word not in self._left_out]
        return prepare(words, self.preparation, self.language)

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return frozenset(self.stop_words)
