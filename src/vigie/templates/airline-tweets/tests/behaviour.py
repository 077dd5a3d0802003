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


def test_a_plain_complaint_is_negative(predict: Predict) -> None:
    probability = negative(
        predict, "@VelmoraAir terrible service, flight delayed again and nobody answers. worst airline"
    )
    assert probability > 0.5, f"a plain complaint is called negative with {probability:.0%} only"


def test_plain_thanks_are_not_negative(predict: Predict) -> None:
    probability = negative(predict, "@VelmoraAir thank you, great flight and a lovely crew. love it")
    assert probability < 0.5, f"plain thanks are called negative with {probability:.0%}"


def test_harsher_words_never_look_friendlier(predict: Predict) -> None:
    calm = "@VelmoraAir you lost my bag"
    angry = f"{calm}. terrible service, worst airline ever"
    before, after = negative(predict, calm), negative(predict, angry)
    assert after >= before - 0.05, f"harsher words took the answer from {before:.0%} to {after:.0%}"


def test_the_airline_named_does_not_decide(predict: Predict) -> None:
    answers = [
        negative(predict, f"@{name} when does boarding start?") for name in ("VelmoraAir", "Larkspan", "Mirabeck")
    ]
    assert max(answers) - min(answers) < 0.25, (
        f"the same words are answered from {min(answers):.0%} to {max(answers):.0%}"
    )


def test_a_link_does_not_decide(predict: Predict) -> None:
    text = "@Larkspan my suitcase never made it to Boston"
    without, with_link = negative(predict, text), negative(predict, f"{text} https://example.com/p/31")
    assert abs(without - with_link) < 0.2, f"a link took the answer from {without:.0%} to {with_link:.0%}"


def test_probabilities_sum_to_one(predict: Predict) -> None:
    total = sum(predict({"text": "ok"}).values())
    assert abs(total - 1) < 1e-9, f"they sum to {total}"
