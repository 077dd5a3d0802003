"""One invented building: what it needs, what it burns for it, and what that costs and emits."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

from vigie.samples import building_facts as facts
from vigie.samples.building_facts import ELECTRICITY, Energy, Period, Sector


class Use(NamedTuple):
    """What one energy does in a building over a year."""

    energy: Energy
    final: float
    """kWh at the meter."""
    primary: float
    """kWh of primary energy."""
    cost: float
    """Euros."""


class Building(NamedTuple):
    sector: Sector
    period: Period
    year: int
    department: str
    surface: float
    """m², as it is and not as it is written down."""
    version: str
    uses: tuple[Use, ...]
    """Largest first."""

    @property
    def primary_per_m2(self) -> float:
        """kWh of primary energy per m² and year: what the letter is about."""
        return sum(use.primary for use in self.uses) / self.surface

    @property
    def emission_per_m2(self) -> float:
        """kg of CO2 per m² and year."""
        return sum(use.final * use.energy.emission for use in self.uses) / self.surface


def spread(random: Random, sigma: float) -> float:
    """Return a factor around 1, lognormal."""
    return math.exp(random.gauss(0, sigma))


def build(random: Random) -> Building:
    """Return a building drawn from what is known of the stock."""
    sector = random.choices(facts.SECTORS, [sector.share for sector in facts.SECTORS])[0]
    period = random.choices(facts.PERIODS, [period.share for period in facts.PERIODS])[0]
    department = random.choice(list(facts.DEPARTMENTS))
    version = random.choices(list(facts.PRIMARY_FACTOR), facts.VERSION_SHARES)[0]
    surface = max(12.0, sector.surface * spread(random, 0.9))
    needs = _needs(sector, period, department, random)
    uses = tuple(_use(energy, need * surface, version, random) for energy, need in needs.items())
    return Building(
        sector=sector,
        period=period,
        year=random.randint(period.first, period.last),
        department=department,
        surface=surface,
        version=version,
        uses=tuple(sorted(uses, key=lambda use: use.final, reverse=True)),
    )


def _needs(sector: Sector, period: Period, department: str, random: Random) -> dict[Energy, float]:
    """Return kWh at the meter per m², by energy."""
    level = facts.LEVEL * spread(random, 0.45)  # how the whole building is run
    heat = level * sector.heating * period.heating * facts.DEPARTMENTS[department] * spread(random, 0.40)
    electric = level * sector.electricity * spread(random, 0.65)
    hot_water = level * sector.hot_water * spread(random, 0.5)
    if random.random() < 0.10:  # empty or hardly used premises
        idle = random.uniform(0.02, 0.25)
        heat, electric, hot_water = heat * idle, electric * idle, hot_water * idle
    heating = random.choices(facts.ENERGIES, [energy.share for energy in facts.ENERGIES])[0]
    needs = {ELECTRICITY: electric}
    needs[heating] = needs.get(heating, 0.0) + heat / _efficiency(heating, period, random)
    water = heating if random.random() < 0.4 else ELECTRICITY
    needs[water] += hot_water / min(water.efficiency, 0.9)
    return needs


def _efficiency(energy: Energy, period: Period, random: Random) -> float:
    if energy is not ELECTRICITY:
        return energy.efficiency * random.uniform(0.85, 1.08)
    heat_pump = random.random() < (0.65 if period.first > 2000 else 0.35)
    return facts.HEAT_PUMP_EFFICIENCY * random.uniform(0.8, 1.2) if heat_pump else 1.0


def _use(energy: Energy, final: float, version: str, random: Random) -> Use:
    factor = facts.PRIMARY_FACTOR[version] if energy is ELECTRICITY else 1.0
    cost = final * energy.price * spread(random, 0.18) + energy.standing
    return Use(energy, final, final * factor, cost)
