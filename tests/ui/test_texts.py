import re
import string
from pathlib import Path

import pytest

import vigie.ui
from vigie.ui.texts import TEXTS

_CODE = Path(vigie.ui.__file__).parent
_COUNTED = (".one", ".many")


def _sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in _CODE.rglob("*.py") if path.parent.name != "texts")


def _made_keys() -> list[re.Pattern[str]]:
    """Return a pattern for every key that the code makes at run time, such as f"metric.{name}.help"."""
    made = re.findall(r'f"([a-z_]+\.[a-z_.]*\{[^"]+)"', _sources())
    return [re.compile(re.sub(r"\\\{.*?\\\}", "[a-z_0-9]+", re.escape(key)) + "$") for key in made]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", TEXTS)
def test_texts_each_key_is_said_in_both_languages_with_the_same_facts(key: str) -> None:
    words = TEXTS[key]

    assert words.en.strip()
    assert words.fr.strip()
    assert _placeholders(words.en) == _placeholders(words.fr)


def test_texts_every_key_is_used() -> None:
    code = _sources()
    made = _made_keys()
    unused = [
        key
        for key in TEXTS
        if f'"{key}"' not in code
        and not (key.endswith(_COUNTED) and f'"{key.rsplit(".", 1)[0]}"' in code)
        and not any(pattern.match(key) for pattern in made)
    ]

    # The units of time are keys made from a table of names.
    assert [key for key in unused if not key.startswith("time.")] == []


def test_texts_every_key_that_is_used_is_there() -> None:
    asked = re.findall(r'\bsay\(\s*"([a-z_.]+)"', _sources())
    counted = re.findall(r'\bcount\("([a-z_.]+)"', _sources())

    assert [key for key in asked if key not in TEXTS] == []
    assert [key for key in counted if any(key + form not in TEXTS for form in _COUNTED)] == []


def test_texts_french_writes_its_signs_in_french() -> None:
    straight = [key for key, words in TEXTS.items() if "'" in words.fr or '"' in words.fr or "..." in words.fr]

    assert straight == []
