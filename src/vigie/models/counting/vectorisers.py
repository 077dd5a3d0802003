"""scikit-learn's vectorisers, which say what to do where nothing is left to count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from vigie.core.errors import EmptyVocabularyError


class _SaysWhyEmpty:
    """Turns scikit-learn's two errors about an empty vocabulary into ours."""

    analyzer: Any
    min_df: Any

    def fit(self, raw_documents: Any, y: Any = None) -> Any:
        with self._explained(raw_documents):
            return super().fit(raw_documents, y)  # type: ignore[misc]  # of the vectoriser beside it

    def fit_transform(self, raw_documents: Any, y: Any = None) -> Any:
        with self._explained(raw_documents):
            return super().fit_transform(raw_documents, y)  # type: ignore[misc]  # of the vectoriser beside it

    @contextmanager
    def _explained(self, texts: Any) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            if "vocabulary" not in str(error) and "no terms remain" not in str(error):
                raise
            what = "word" if self.analyzer == "word" else "group of letters"
            raise EmptyVocabularyError(what, self.min_df, len(texts)) from error


class TermCounts(_SaysWhyEmpty, CountVectorizer):  # type: ignore[misc]  # scikit-learn has no types
    """`CountVectorizer`, whose numbers it gives to the last bit."""


class TermTfidf(_SaysWhyEmpty, TfidfVectorizer):  # type: ignore[misc]  # scikit-learn has no types
    """`TfidfVectorizer`, whose numbers it gives to the last bit."""
