"""The invented sample of the energy-rating template: certificates of buildings that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeAlias

from vigie.samples import building_facts as facts
from vigie.samples.building import Building, Use, build, spread
from vigie.samples.csv_gz import write_csv_gz

COLUMNS = (
    "N°DPE", "Date_visite_diagnostiqueur", "Date_établissement_DPE", "Version_DPE", "Modèle_DPE", "Méthode_du_DPE",
    "Secteur_activité", "Catégorie_ERP", "Période_construction", "Année_construction", "Surface_utile",
    "Surface_(SHON)", "Nombre_occupant", "Code_postal_(BAN)", "N°_département_(BAN)",
    "Type_énergie_principale_chauffage", "Type_énergie_n°1", "Type_énergie_n°2", "Type_énergie_n°3",
    "Type_usage_énergie_n°1", "Conso_é_finale_énergie_n°1", "Conso_é_finale_énergie_n°2", "Conso_é_finale_énergie_n°3",
    "Conso_é_primaire_énergie_n°1", "Conso_é_primaire_énergie_n°2", "Conso_é_primaire_énergie_n°3",
    "Frais_annuel_énergie_n°1", "Frais_annuel_énergie_n°2", "Frais_annuel_énergie_n°3", "Conso_kWhep/m²/an",
    "Emission_GES_kgCO2/m²/an", "Etiquette_DPE", "Etiquette_GES",
)  # fmt: skip
"""A part of the columns of ADEME's open data set dpe-v2-tertiaire-2, under their own names."""

BLANK_CERTIFICATES = 0.19
"""Share without consumption and without a letter ('vierge')."""
ODD_EVERY = 600
"""Every so many certificates one is odd: a negative consumption, or the letter I, once met in the wild."""
REPEATED_CERTIFICATES = 0.01
COPIED_CERTIFICATES = 0.03
"""Share that equals an earlier certificate but for its number."""
OTHER_SCALE = 0.07
"""Share rated on the scale of another use than the one written down."""
WRONG_LETTERS = 0.045
_FIRST_VISIT = date(2021, 6, 1)
_LAST_VISIT = 1_000  # days later

Record: TypeAlias = dict[str, str]


def write_energy_rating(path: Path, rows: int = 5_000, seed: int = 0) -> None:
    """Write an invented sample of `rows` energy ratings as a gzip-compressed CSV, under ADEME's column names.

    The same `rows` and `seed` give the same bytes. Consumption follows from use, age, climate and energy; the letter
    from the public thresholds. As in the real data, values are missing, written in the wrong unit, negative, or years
    written as '1985.0'; certificates repeat, some have no letter, a few an unknown one; and `Conso_kWhep/m²/an` gives
    most letters away.

    Parameters
    ----------
    path
        Where to write; its folder is made.
    rows
        How many certificates, repeated and blank ones included.
    seed
        Another seed, another sample.
    """
    records = _records(rows, Random(seed))
    write_csv_gz(path, COLUMNS, ([record.get(column, "") for column in COLUMNS] for record in records))


def _records(count: int, random: Random) -> Iterator[Record]:
    earlier: list[Record] = []
    for number in range(count):
        chance = 1.0 if _is_odd(number) else random.random()
        if earlier and chance < REPEATED_CERTIFICATES:
            record = random.choice(earlier)
        elif earlier and chance < REPEATED_CERTIFICATES + COPIED_CERTIFICATES:
            copied = random.choice(earlier)
            record = copied | {"N°DPE": _number(number, copied["N°_département_(BAN)"], random)}
        else:
            record = _certificate(build(random), number, random)
        earlier.append(record)
        yield record


def _is_odd(number: int) -> bool:
    # At fixed places, so that every sample of 1,000 rows shows what an ingest does with them.
    return number % ODD_EVERY == ODD_EVERY // 2


def _number(number: int, department: str, random: Random) -> str:
    # No certificate begins with S: nobody takes these for real ones.
    return f"S{random.randint(21, 24)}{department}T{number:07d}"


def _certificate(building: Building, number: int, random: Random) -> Record:
    record = _identity(building, number, random)
    odd = _is_odd(number)
    if random.random() < BLANK_CERTIFICATES and not odd:
        return record | {"Méthode_du_DPE": random.choice(("dpe tertiaire vierge", "dpe tertiaire vierge", ""))}
    record |= _description(building, random)
    record |= _bills(building, random)
    record |= _rating(building, random)
    return _twist(record, number) if odd else _spoil(record, random)


def _identity(building: Building, number: int, random: Random) -> Record:
    visit = _FIRST_VISIT + timedelta(days=random.randrange(_LAST_VISIT))
    public = "tertiaires non ERP" not in building.sector.name and "entreprise" not in building.sector.name
    category = random.choices(facts.ERP_CATEGORIES, facts.ERP_SHARES)[0] if public else ""
    # Assessors of public buildings often leave the form's own 100 m².
    surface = 100.0 if public and random.random() < 0.45 else building.surface * spread(random, 0.12)
    return {
        "N°DPE": _number(number, building.department, random),
        "Date_visite_diagnostiqueur": visit.isoformat(),
        "Date_établissement_DPE": (visit + timedelta(days=random.choice((0, 0, 1, 2, 5, 12)))).isoformat(),
        "Version_DPE": building.version,
        "Modèle_DPE": "DPE 2006 tertiaire et ERP",
        "Secteur_activité": building.sector.name,
        "Catégorie_ERP": category if random.random() < 0.93 else "",
        "Période_construction": building.period.name,
        "Surface_utile": f"{surface:.1f}",
        "Surface_(SHON)": f"{building.surface * 1.1 * spread(random, 0.6):.1f}" if random.random() < 0.87 else "",
        "Code_postal_(BAN)": f"{building.department}{random.randrange(1_000):03d}",
        "N°_département_(BAN)": building.department,
    }


def _description(building: Building, random: Random) -> Record:
    main = building.uses[0].energy.name
    heating = building.uses[-1 if len(building.uses) > 1 and random.random() < 0.2 else 0].energy.name
    year = random.choices((f"{building.year}.0", "", "-1"), (0.66, 0.31, 0.03))[0]
    method = "dpe tertiaire bâtiment neuf" if building.year > 2020 else "dpe tertiaire facture"
    return {
        "Méthode_du_DPE": random.choices((method, f"{method} dans un bâtiment de logement", ""), (0.76, 0.19, 0.05))[0],
        "Année_construction": year,
        "Nombre_occupant": f"{max(1, round(building.surface / 20 * spread(random, 0.7)))}.0",
        "Type_énergie_principale_chauffage": random.choices((heating, facts.NOT_GIVEN, ""), (0.2, 0.3, 0.5))[0],
        "Type_énergie_n°1": main,
        "Type_usage_énergie_n°1": random.choice(facts.USES) if random.random() < 0.25 else facts.UNKNOWN_USE,
    }


def _bills(building: Building, random: Random) -> Record:
    """Return the bills as they are written down: of other years, by other meters, some left out."""
    uses: list[Use] = [use for rank, use in enumerate(building.uses) if rank == 0 or random.random() < 0.7]
    unit = 0.001 if random.random() < 0.03 else 1.0  # MWh where kWh were asked for
    meter = spread(random, 0.22)
    record: Record = {}
    for rank, use in enumerate(uses, start=1):
        record[f"Type_énergie_n°{rank}"] = use.energy.name
        record[f"Conso_é_finale_énergie_n°{rank}"] = f"{use.final * meter * unit:.1f}"
        record[f"Conso_é_primaire_énergie_n°{rank}"] = f"{use.primary * meter * unit:.1f}"
        record[f"Frais_annuel_énergie_n°{rank}"] = f"{use.cost * meter:.1f}" if random.random() < 0.96 else ""
    return record


def _rating(building: Building, random: Random) -> Record:
    other = random.random() < OTHER_SCALE
    scale = facts.SCALES[random.choice(list(facts.SCALES)) if other else building.sector.scale]
    energy = facts.letter(building.primary_per_m2, scale.energy)
    emission = building.emission_per_m2 * spread(random, 0.2)  # factors differ by year and by use
    if random.random() < WRONG_LETTERS:
        energy = random.choice(facts.LETTERS)
    return {
        "Conso_kWhep/m²/an": f"{building.primary_per_m2 * spread(random, 0.01):.1f}",
        "Emission_GES_kgCO2/m²/an": f"{emission:.1f}",
        "Etiquette_DPE": energy,
        "Etiquette_GES": facts.letter(emission, scale.emission),
    }


def _twist(record: Record, number: int) -> Record:
    if number // ODD_EVERY % 3 == 1:
        return record | {"Etiquette_DPE": "I"}
    return record | {"Conso_kWhep/m²/an": f"-{record['Conso_kWhep/m²/an']}"}


def _spoil(record: Record, random: Random) -> Record:
    """Return the record with one of the faults that real ones have, rarely."""
    chance = random.random()
    consumption = record["Conso_kWhep/m²/an"]
    if chance < 0.005:
        return record | {"Conso_kWhep/m²/an": f"{float(consumption) * 1_000:.1f}"}
    if chance < 0.010:
        return record | {"Surface_utile": f"{float(record['Surface_utile']) * 100:.1f}"}
    if chance < 0.015:
        return record | {"Type_énergie_n°1": record["Type_énergie_n°1"].upper()}
    if chance < 0.030:
        return record | {"Conso_kWhep/m²/an": ""}
    return record
