"""The invented energy ratings: made of physics, with the faults of real certificates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import train_test_split

from vigie.models.boosting import Boosting
from vigie.samples import building_facts as facts
from vigie.samples.energy_rating import COLUMNS, write_energy_rating

CATEGORIES = ["Version_DPE", "Méthode_du_DPE", "Catégorie_ERP", "Secteur_activité", "Type_énergie_n°1"]


@pytest.fixture(scope="module")
def ratings(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("sample") / "ratings.csv.gz"
    write_energy_rating(path)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_ratings_columns_are_accented_as_published(ratings: pd.DataFrame) -> None:
    assert tuple(ratings.columns) == COLUMNS
    assert {"N°DPE", "Conso_kWhep/m²/an", "Conso_é_finale_énergie_n°1", "Code_postal_(BAN)"} <= set(ratings.columns)


def test_ratings_letters_are_all_there_with_blank_and_unknown_ones(ratings: pd.DataFrame) -> None:
    counts = ratings["Etiquette_DPE"].value_counts()
    assert set(counts.index) == {*facts.LETTERS, "", "I"}
    assert 0.15 <= counts[""] / len(ratings) <= 0.25
    assert 1 <= counts["I"] <= 10


def test_ratings_blank_certificate_has_no_consumption(ratings: pd.DataFrame) -> None:
    blank = ratings[ratings["Etiquette_DPE"] == ""]
    assert (blank["Conso_kWhep/m²/an"] == "").all()
    assert (blank["Etiquette_GES"] == "").all()


def test_ratings_have_the_faults_of_real_ones(ratings: pd.DataFrame) -> None:
    consumption = pd.to_numeric(ratings["Conso_kWhep/m²/an"])
    assert 1 <= (consumption < 0).sum() <= 15
    assert (consumption > 5_000).sum() >= 1
    assert ratings["Année_construction"].str.fullmatch(r"\d{4}\.0").any()
    assert (ratings["Année_construction"] == "-1").any()
    assert ratings["N°DPE"].duplicated().sum() >= 10


def test_ratings_letter_follows_the_public_thresholds_mostly(ratings: pd.DataFrame) -> None:
    labelled = ratings[ratings["Etiquette_DPE"].isin(list(facts.LETTERS)) & (ratings["Conso_kWhep/m²/an"] != "")]
    scale_of = {sector.name: facts.SCALES[sector.scale] for sector in facts.SECTORS}
    expected = [
        facts.letter(float(row["Conso_kWhep/m²/an"]), scale_of[row["Secteur_activité"]].energy)
        for _, row in labelled.iterrows()
    ]
    assert 0.85 <= (labelled["Etiquette_DPE"].to_numpy(object) == np.array(expected, object)).mean() <= 0.95


def _table(ratings: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    rows = ratings[ratings["Etiquette_DPE"].isin(list(facts.LETTERS))]
    rows = rows.drop_duplicates([column for column in rows if column != "N°DPE"])
    table = rows[CATEGORIES].astype("category")
    numbers = ["Conso_kWhep/m²/an", "Emission_GES_kgCO2/m²/an", "Surface_utile", "Année_construction"]
    table[numbers] = rows[numbers].apply(pd.to_numeric)
    for what in ("Conso_é_finale", "Conso_é_primaire", "Frais_annuel"):
        parts = rows[[f"{what}_énergie_n°{rank}" for rank in (1, 2, 3)]].apply(pd.to_numeric)
        table[what] = parts.sum(axis=1, min_count=1)
        table[f"{what}_m2"] = table[what] / table["Surface_utile"]
    return table, rows["Etiquette_DPE"].to_numpy(object)


@pytest.mark.parametrize(
    ("left_out", "low", "high"),
    [([], 0.85, 0.91), (["Conso_kWhep/m²/an", "Emission_GES_kgCO2/m²/an"], 0.42, 0.56)],
    ids=["all columns", "without the leaks"],
)
def test_ratings_are_as_hard_as_real_ones(ratings: pd.DataFrame, left_out: list[str], low: float, high: float) -> None:
    table, letters = _table(ratings)
    train, test, y_train, y_test = train_test_split(
        table.drop(columns=left_out), letters, test_size=0.25, random_state=0, stratify=letters
    )
    model = Boosting(categorical_features="from_dtype", random_state=0, max_iter=40)
    assert low <= model.fit(train, y_train).score(test, y_test) <= high
