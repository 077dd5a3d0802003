"""What has become of each column, in sentences that need no statistics, in English and French."""

from __future__ import annotations

import math

from vigie.core.figures import say_number
from vigie.core.schema import Feature, Schema, Words
from vigie.core.types import LANGUAGES, Language
from vigie.monitoring.drift.findings import ColumnDrift, DriftReport, DriftTest, Picture, TestName
from vigie.monitoring.drift.phrases import SPACE, TEXTS, figure, percent, say
from vigie.monitoring.drift.words import NUMBER, SOMEONE

_LISTED = 5
_RISEN = 0.02
"""A class or category is named when its share moved by so much."""
_STRENGTHS = ((0.25, "some"), (0.5, "much"), (math.inf, "all"))


def strength(effect: float, language: Language) -> str:
    """Return how much a column has changed, in a word.

    Examples
    --------
    >>> strength(0.12, "en"), strength(0.8, "en")
    ('somewhat', 'altogether')
    """
    return say(language, next(key for limit, key in _STRENGTHS if effect < limit))


def column_title(column: str, schema: Schema, language: Language) -> str:
    """Return what people call a column."""
    if column in TEXTS:
        return TEXTS[column].say(language)
    return schema.feature(column).title.say(language, column) if column in schema.names else column


def headline(report: DriftReport, schema: Schema, language: Language) -> str:
    """Return the report in one sentence."""
    if report.problem:
        facts = {
            "version": report.version,
            "rows": say_number(report.rows, 0, language),
            "needed": say_number(report.min_rows, 0, language),
        }
        return say(language, report.problem, **facts)
    changed = report.drifted
    if not changed:
        return say(language, "nothing")
    names = ", ".join(column_title(column.column, schema, language) for column in changed[:_LISTED])
    names += ", …" if len(changed) > _LISTED else ""
    key = "one" if len(changed) == 1 else "several"
    return say(language, key, count=len(changed), total=len(report.columns), names=names)


def sentences(column: ColumnDrift, schema: Schema, level: float, language: Language) -> list[str]:
    """Return what has become of a column, the largest change first."""
    if column.status in ("few", "hidden", "gone", "new"):
        found = [say(language, column.status)]
    elif column.status == "steady":
        found = [say(language, "steady")]
    else:
        teller = _Teller(column, schema, language)
        found = [teller.tell(test) for test in column.real(level)]
    if column.invalid:
        found.append(say(language, "invalid", rows=say_number(column.invalid, 0, language)))
    return found


def in_both(column: ColumnDrift, schema: Schema, level: float) -> Words:
    """Return the sentences in both languages."""
    told = {language: " ".join(sentences(column, schema, level, language)) for language in LANGUAGES}
    return Words(**told)


def bar_name(column: ColumnDrift, name: str, schema: Schema, language: Language) -> str:
    """Return what people call a value of a category, a class or a language."""
    titles = schema.target.titles
    if column.kind == "label" and name in titles:
        return titles[name].say(language, name)
    if name == "…" or (column.kind in ("boolean", "text") and name in TEXTS):
        return say(language, name)
    return f"'{name}'" if column.kind == "category" else name


def word_name(word: str, language: Language) -> str:
    """Return a word as it was written, or what stands for a mention or a number.

    Examples
    --------
    >>> word_name("late", "en"), word_name("0", "fr")
    ('late', '(un nombre)')
    """
    return say(language, word) if word in (SOMEONE, NUMBER) else word


class _Teller:
    """Puts one column's tests into words."""

    def __init__(self, column: ColumnDrift, schema: Schema, language: Language) -> None:
        self._column = column
        self._schema = schema
        self._language = language

    def tell(self, test: DriftTest) -> str:
        told = {
            "missing": self._missing,
            "length": self._length,
            "unknown": self._unknown,
            "language": self._tongue,
            "words": self._words,
        }
        if test.name != "distribution":
            return told[test.name]()
        kind = {"label": self._labels, "confidence": self._confidence, "number": self._numbers}
        return kind.get(self._column.kind, self._categories)()

    def _say(self, key: str, **facts: object) -> str:
        return say(self._language, key, **facts)

    def _share(self, share: float) -> str:
        return percent(share, self._language)

    def _figure(self, value: float | None) -> str:
        shown = figure(value, self._language)
        unit = self._feature.unit if self._feature is not None else ""
        return f"{shown}{SPACE}{unit}" if unit else shown

    @property
    def _feature(self) -> Feature | None:
        name = self._column.column
        return self._schema.feature(name) if name in self._schema.names else None

    @property
    def _middles(self) -> dict[str, str]:
        return {"then": self._figure(self._column.median_then), "now": self._figure(self._column.median_now)}

    def _missing(self) -> str:
        return self._say(
            "missing", then=self._share(self._column.missing_then), now=self._share(self._column.missing_now)
        )

    def _numbers(self) -> str:
        column = self._column
        if column.unit_factor is not None:
            return self._say("unit", factor=figure(column.unit_factor, self._language), **self._middles)
        then, now = column.median_then or 0.0, column.median_now or 0.0
        first = self._say("spread" if then == now else "higher" if now > then else "lower", **self._middles)
        share = column.unseen / column.rows if column.rows else 0.0
        return f"{first} {self._say('unseen', share=self._share(share))}" if share >= _RISEN else first

    def _categories(self) -> str:
        column = self._column
        told = [self._say("shares", names=self._moved(self._picture("distribution")))]
        if column.new_values and column.rows:
            names = ", ".join(f"'{name}'" for name in list(column.new_values)[:_LISTED])
            told.insert(0, self._say("new values", share=self._share(column.unseen / column.rows), names=names))
        return " ".join(told)

    def _labels(self) -> str:
        return self._say("labels", names=self._moved(self._picture("distribution")))

    def _confidence(self) -> str:
        then, now = self._column.median_then or 0.0, self._column.median_now or 0.0
        return self._say("surer" if now > then else "less sure", then=self._share(then), now=self._share(now))

    def _length(self) -> str:
        then, now = self._column.median_then or 0.0, self._column.median_now or 0.0
        facts = {"then": figure(then, self._language), "now": figure(now, self._language)}
        return self._say("longer" if now > then else "shorter", **facts)

    def _unknown(self) -> str:
        new = [word_name(word, self._language) for word in self._column.new_words][:_LISTED]
        return self._say("unknown", names=self._say("unknown names", names=", ".join(new)) if new else "")

    def _tongue(self) -> str:
        return self._say("language", names=self._moved(self._picture("language")))

    def _words(self) -> str:
        told = [self._say("words", share=self._share(self._column.area or 0.5))]
        for key, risen in (("more", True), ("less", False)):
            names = [
                word_name(word.word, self._language) for word in self._column.words if (word.now > word.then) == risen
            ]
            told += [self._say(key, names=", ".join(names[: 2 * _LISTED]))] if names else []
        return " ".join(told)

    def _picture(self, of: TestName) -> Picture | None:
        return next((picture for picture in self._column.pictures if picture.of == of), None)

    def _moved(self, picture: Picture | None) -> str:
        """Return the bars that moved most, with their shares then and now."""
        if picture is None:
            return "…"
        changes = sorted(
            zip(picture.names, picture.then, picture.now, strict=True), key=lambda one: -abs(one[2] - one[1])
        )
        told = [
            f"{bar_name(self._column, name, self._schema, self._language)} {self._share(then)} → {self._share(now)}"
            for name, then, now in changes[:_LISTED]
            if abs(now - then) >= _RISEN
        ]
        return ", ".join(told) or "…"
