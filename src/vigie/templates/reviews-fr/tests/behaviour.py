"""How a model must behave, whatever its score: `vigie promote` runs these tests and refuses a model that fails one.

`predict` takes a row and returns the probability of each class. Write down here what your users would not forgive;
a test's name and its message are shown when it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Predict = Callable[[Mapping[str, object]], Mapping[str, float]]


def positive(predict: Predict, review: str) -> float:
    """Return the probability that `review` is positive."""
    return predict({"review": review})["positive"]


def test_plain_praise_is_positive(predict: Predict) -> None:
    probability = positive(
        predict, "J'ai adoré, un vrai bijou. Les acteurs sont excellents et la musique est magnifique."
    )
    assert probability > 0.5, f"plain praise is called positive with {probability:.0%} only"


def test_plain_slating_is_negative(predict: Predict) -> None:
    probability = positive(
        predict, "Je me suis ennuyé du début à la fin. Le scénario est ridicule et les acteurs sont mauvais. À éviter."
    )
    assert probability < 0.5, f"plain slating is called positive with {probability:.0%}"


def test_harsher_words_never_look_friendlier(predict: Predict) -> None:
    calm = "Le scénario est plat."
    harsh = f"{calm} La fin est ratée, quel navet, à éviter."
    before, after = positive(predict, calm), positive(predict, harsh)
    assert after <= before + 0.05, f"harsher words took the answer from {before:.0%} to {after:.0%} positive"


def test_forgotten_accents_do_not_turn_the_answer(predict: Predict) -> None:
    review = "Une belle réussite, très émouvante, remarquable du début à la fin. À ne pas rater."
    bare = "Une belle reussite, tres emouvante, remarquable du debut a la fin. A ne pas rater."
    with_accents, without = positive(predict, review), positive(predict, bare)
    assert abs(with_accents - without) < 0.35, f"without accents: from {with_accents:.0%} to {without:.0%}"


def test_a_line_break_does_not_decide(predict: Predict) -> None:
    review = "La photographie est soignée. La fin est surprenante."
    one, two = positive(predict, review), positive(predict, review.replace(". ", ".\n"))
    assert abs(one - two) < 0.05, f"a line break took the answer from {one:.0%} to {two:.0%}"


def test_the_plot_does_not_decide(predict: Predict) -> None:
    plots = ("Une veuve hérite d'une maison.", "Un pêcheur part à la recherche de son frère.", "Une détective enquête.")
    answers = [positive(predict, f"{plot} Un vrai bijou, et les acteurs sont excellents.") for plot in plots]
    low, high = min(answers), max(answers)
    assert high - low < 0.25, f"the same praise after other plots is answered from {low:.0%} to {high:.0%}"


def test_probabilities_sum_to_one(predict: Predict) -> None:
    total = sum(predict({"review": "bof"}).values())
    assert abs(total - 1) < 1e-6, f"they sum to {total}"
