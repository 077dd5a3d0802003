"""What is publicly known of non-residential buildings in France and of their energy rating, in round numbers.

Thresholds of the seven letters, in kWh of primary energy per m² and year, and in kg of CO2 per m² and year: the energy
rating of non-residential buildings made before the reform (decree of 18 April 2012), one table per group of uses.
Primary energy factors of electricity: 2.58 by the older method, 2.3 since 2021; 1 for everything else. Emission
factors, prices and needs per m² are orders of magnitude, good enough for an invented sample and for nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

LETTERS = "ABCDEFG"


class Scale(NamedTuple):
    """The largest value of each letter from A to F; above the last one it is a G."""

    energy: tuple[float, ...]
    emission: tuple[float, ...]


SCALES: dict[str, Scale] = {
    "office": Scale((50, 110, 210, 350, 540, 750), (5, 15, 30, 60, 100, 145)),
    "continuous": Scale((100, 210, 370, 580, 830, 1130), (12, 30, 65, 110, 160, 220)),
    "other": Scale((30, 90, 170, 270, 380, 510), (3, 10, 25, 45, 70, 95)),
}
"""Offices and teaching; buildings occupied day and night; everything else."""


class Sector(NamedTuple):
    """One use of a building: its share, scale, needs in kWh per m² and year, and typical surface in m²."""

    name: str
    share: float
    scale: str
    heating: float
    electricity: float
    hot_water: float
    surface: float


SECTORS: tuple[Sector, ...] = (
    Sector("autres tertiaires non ERP", 0.17, "other", 95, 40, 3, 180),
    Sector("M : Magasins de vente, centres commerciaux", 0.20, "other", 70, 55, 2, 120),
    Sector("W : Administrations, banques, bureaux", 0.16, "office", 95, 55, 4, 220),
    Sector("locaux d'entreprise (bureaux)", 0.12, "office", 100, 50, 4, 160),
    Sector("N : Restaurants et débits de boisson", 0.09, "other", 120, 110, 30, 90),
    Sector("J : Structures d’accueil pour personnes âgées ou personnes handicapées", 0.06, "continuous",
           130, 45, 40, 900),
    Sector("U : Établissements de soins", 0.05, "continuous", 120, 70, 35, 400),
    Sector(
        "R : Établissements d’éveil, d’enseignement, de formation, centres de vacances, "
        "centres de loisirs sans hébergement",
        0.05, "office", 110, 25, 8, 800,
    ),
    Sector("O : Hôtels et pensions de famille", 0.04, "continuous", 110, 75, 60, 700),
    Sector("GHW : Bureaux", 0.02, "office", 85, 70, 4, 2500),
    Sector("X : Établissements sportifs couverts", 0.015, "other", 90, 35, 25, 900),
    Sector("L : Salles d'auditions, de conférences, de réunions, de spectacles ou à usage multiple", 0.015, "other",
           95, 30, 3, 350),
    Sector("T : Salles d'exposition à vocation commerciale", 0.01, "other", 75, 40, 2, 300),
)  # fmt: skip


LEVEL = 0.58
"""Buildings in use against the needs above: hours are shorter and rooms cooler than a calculation has it."""


class Energy(NamedTuple):
    """One energy: its share of heatings, efficiency, kg of CO2 per kWh, euros per kWh and per year."""

    name: str
    share: float
    efficiency: float
    emission: float
    price: float
    standing: float


ELECTRICITY = Energy("Électricité", 0.58, 1.0, 0.064, 0.165, 150)
ENERGIES: tuple[Energy, ...] = (
    ELECTRICITY,
    Energy("Gaz naturel", 0.28, 0.85, 0.227, 0.085, 220),
    Energy("Fioul domestique", 0.05, 0.80, 0.324, 0.105, 0),
    Energy("Réseau de Chauffage urbain", 0.05, 0.95, 0.125, 0.090, 300),
    Energy("Bois – Granulés (pellets) ou briquettes", 0.02, 0.78, 0.030, 0.065, 0),
    Energy("Propane", 0.01, 0.83, 0.272, 0.150, 120),
    Energy("autre combustible fossile", 0.01, 0.78, 0.300, 0.095, 0),
)
HEAT_PUMP_EFFICIENCY = 2.9
PRIMARY_FACTOR = {"1.0": 2.58, "1.1": 2.58, "2.0": 2.3, "2.1": 2.3, "2.2": 2.3, "2.3": 2.3}
"""Of electricity, by version of the certificate."""
VERSION_SHARES = (0.12, 0.07, 0.06, 0.18, 0.31, 0.26)


class Period(NamedTuple):
    """Years of construction: name as certificates give it, share, first and last year, heating need against 1990."""

    name: str
    share: float
    first: int
    last: int
    heating: float


PERIODS: tuple[Period, ...] = (
    Period("avant 1948", 0.30, 1850, 1947, 1.45),
    Period("1948-1974", 0.22, 1948, 1974, 1.60),
    Period("1975-1977", 0.03, 1975, 1977, 1.35),
    Period("1978-1982", 0.05, 1978, 1982, 1.25),
    Period("1983-1988", 0.07, 1983, 1988, 1.10),
    Period("1989-2000", 0.14, 1989, 2000, 1.0),
    Period("2001-2005", 0.05, 2001, 2005, 0.85),
    Period("2006-2012", 0.07, 2006, 2012, 0.70),
    Period("2013-2021", 0.05, 2013, 2021, 0.40),
    Period("après 2021", 0.02, 2022, 2023, 0.35),
)

DEPARTMENTS: dict[str, float] = {
    "75": 1.12, "92": 1.12, "59": 1.18, "67": 1.22, "69": 1.12, "38": 1.20, "54": 1.22, "21": 1.15, "63": 1.18,
    "44": 1.0, "35": 1.02, "33": 0.95, "86": 1.02, "31": 0.93, "64": 0.92, "37": 1.04,
    "13": 0.72, "06": 0.68, "34": 0.73, "83": 0.70, "01": 1.12,
}  # fmt: skip
"""Department → how much heating its climate asks for, against the west of France."""

ERP_CATEGORIES = ("5ème Catégorie", "1ère Catégorie", "3ème Catégorie", "4ème Catégorie", "2ème Catégorie")
ERP_SHARES = (0.85, 0.11, 0.015, 0.015, 0.01)
UNKNOWN_USE = "périmètre de l'usage inconnu"
USES = ("Chauffage", "Eau Chaude sanitaire", "Eclairage", "Refroidissement", "Autres usages")
NOT_GIVEN = "non renseigné"


def letter(value: float, bounds: tuple[float, ...]) -> str:
    """Return the letter of a consumption or an emission on one scale.

    Examples
    --------
    >>> letter(50, SCALES["office"].energy), letter(51, SCALES["office"].energy), letter(900, SCALES["office"].energy)
    ('A', 'B', 'G')
    """
    return LETTERS[sum(value > bound for bound in bounds)]
