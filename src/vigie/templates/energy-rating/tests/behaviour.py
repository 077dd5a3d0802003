"""How a model must behave, whatever its score: `vigie promote` runs these tests and refuses a model that fails one.

`predict` takes a row and returns the probability of each class. Write down here what your users would not forgive;
a test's name and its message are shown when it refuses.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

Predict = Callable[[Mapping[str, object]], Mapping[str, float]]

LETTERS = "ABCDEFG"


def office(kwh_per_m2: float, **changes: object) -> dict[str, object]:
    """Return an all-electric office of 200 m² with so much primary energy per m², and bills that agree with it."""
    primary = kwh_per_m2 * 200.0
    final = primary / 2.3
    row: dict[str, object] = {
        "secteur_activite": "W : Administrations, banques, bureaux",
        "surface_utile": 200.0,
        "annee_construction": 1990,
        "categorie_erp": "5ème Catégorie",
        "type_energie_n_1": "Électricité",
        "conso_finale_energie": final,
        "conso_primaire_energie": primary,
        "frais_annuel_energie": 150.0 + 0.165 * final,
        "conso_kwhep_m2_an": kwh_per_m2,
        "emission_ges_kgco2_m2_an": 0.064 * kwh_per_m2 / 2.3,
        "version_dpe": "2.2",
        "methode_du_dpe": "dpe tertiaire facture",
    }
    return row | changes


def rating(predict: Predict, row: Mapping[str, object]) -> float:
    """Return the expected letter as a number: 0 for A, 6 for G."""
    answer = predict(row)
    return sum(LETTERS.index(letter) * probability for letter, probability in answer.items())


def test_more_energy_never_rates_much_better(predict: Predict) -> None:
    ratings = [rating(predict, office(kwh)) for kwh in (40, 90, 180, 300, 450, 650, 900)]
    steps = [f"{low:.1f} then {high:.1f}" for low, high in itertools.pairwise(ratings) if high < low - 0.5]
    assert not steps, f"more energy, better letter (0 is A, 6 is G): {'; '.join(steps)}"


def test_sober_and_wasteful_offices_are_told_apart(predict: Predict) -> None:
    sober, wasteful = rating(predict, office(60)), rating(predict, office(700))
    assert wasteful > sober + 1.5, f"60 and 700 kWh/m² are rated {sober:.1f} and {wasteful:.1f} (0 is A, 6 is G)"


def test_an_unknown_year_is_no_obstacle(predict: Predict) -> None:
    known, unknown = rating(predict, office(250)), rating(predict, office(250, annee_construction=None))
    assert abs(known - unknown) < 1.5, f"without its year the building goes from {known:.1f} to {unknown:.1f}"


def test_a_use_never_seen_is_answered(predict: Predict) -> None:
    total = sum(predict(office(250, secteur_activite="Station orbitale")).values())
    assert abs(total - 1) < 1e-6, f"the probabilities sum to {total}"


def test_surface_alone_is_enough_to_ask(predict: Predict) -> None:
    total = sum(predict({"secteur_activite": "GHW : Bureaux", "surface_utile": 2_000.0}).values())
    assert abs(total - 1) < 1e-6, f"the probabilities sum to {total}"
