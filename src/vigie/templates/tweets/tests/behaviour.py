"""How a model must behave, whatever its score: `vigie promote` runs these tests and refuses a model that fails one.

`predict` takes a row and returns the probability of each class. Write down here what your users would not forgive;
a test's name and its message are shown when it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Predict = Callable[[Mapping[str, object]], Mapping[str, float]]


def negative(predict: Predict, text: str) -> float:
    """Return the probability that `text` is negative."""
    return predict({"text": text})["negative"]


def test_plain_misery_is_negative(predict: Predict) -> None:
    probability = negative(predict, "ugh, I feel so sick and my head hurts. worst day, I hate this")
    assert probability > 0.5, f"plain misery is called negative with {probability:.0%} only"


def test_plain_joy_is_not_negative(predict: Predict) -> None:
    probability = negative(predict, "yay, I passed my exam and the sun is out. so happy, love it")
    assert probability < 0.5, f"plain joy is called negative with {probability:.0%}"


def test_harsher_words_never_look_friendlier(predict: Predict) -> None:
    calm = "my phone died"
    harsh = f"{calm}. I hate it, so sad, this sucks"
    before, after = negative(predict, calm), negative(predict, harsh)
    assert after >= before - 0.05, f"harsher words took the answer from {before:.0%} to {after:.0%}"


def test_who_is_addressed_does_not_decide(predict: Predict) -> None:
    answers = [negative(predict, f"@{name} are you coming tomorrow?") for name in ("quietotter12", "oddferry7", "ann")]
    low, high = min(answers), max(answers)
    assert high - low < 0.25, f"the same words are answered from {low:.0%} to {high:.0%}"


def test_a_link_does_not_decide(predict: Predict) -> None:
    text = "new pictures of the garden"
    without, with_link = negative(predict, text), negative(predict, f"{text} http://example.com/p31b")
    assert abs(without - with_link) < 0.25, f"a link took the answer from {without:.0%} to {with_link:.0%}"


def test_capitals_do_not_turn_the_answer(predict: Predict) -> None:
    text = "so happy, we won the game"
    small, large = negative(predict, text), negative(predict, text.upper())
    assert abs(small - large) < 0.35, f"capitals took the answer from {small:.0%} to {large:.0%}"


def test_probabilities_sum_to_one(predict: Predict) -> None:
    total = sum(predict({"text": "ok"}).values())
    assert abs(total - 1) < 1e-6, f"they sum to {total}"
