from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from vigie.core.errors import ColumnNotFoundError, SourceError
from vigie.core.project import ProjectFile, parse_project
from vigie.data.columns import normalise_columns, tidy_name
from vigie.data.sources.raw import RawTable


def declared(**data: Any) -> ProjectFile:
    return parse_project(
        {
            "name": "p",
            "data": {"source": "x.csv", **data},
            "target": {"column": "Étiquette DPE", "classes": ["A", "B"]},
            "features": {
                "surface": {"type": "number", "column": "Surface (m²)"},
                "conso": {"type": "number", "sum_of": ["Conso n°1", "Conso n°2"], "required": False},
            },
        }
    )


def table(columns: dict[str, list[str | None]], *, is_open: bool = False) -> RawTable:
    return RawTable(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), open_columns=is_open)


RAW: dict[str, list[str | None]] = {
    "N°DPE": ["1", "2", "3"],
    "Étiquette DPE": ["A", "B", None],
    "Surface (m²)": ["10", "20.5", "x"],
    "Conso n°1": ["1.5", None, "2"],
    "Conso n°2": ["2", None, "?"],
    "Nom d'usage": ["u", "v", "w"],
}


def normalise(columns: dict[str, list[str | None]], *, is_open: bool = False, **data: Any) -> pl.DataFrame:
    file = declared(**data)
    return normalise_columns(table(columns, is_open=is_open), file.schema_, file.data, "x.csv")


def test_normalise_columns_declared_come_first_and_others_follow() -> None:
    frame = normalise(RAW, key="N°DPE")

    assert frame.columns == ["_key", "_label", "surface", "conso", "Conso_n°1", "Conso_n°2", "Nom_d'usage"]
    assert frame["surface"].to_list() == ["10", "20.5", "x"]


def test_normalise_columns_sums_ignore_gaps_and_keep_what_is_no_number() -> None:
    assert normalise(RAW)["conso"].to_list() == ["3.5", None, "?"]


def test_normalise_columns_column_itself_goes_before_its_sum() -> None:
    assert normalise({**RAW, "conso": ["7", "8", "9"]})["conso"].to_list() == ["7", "8", "9"]


def test_normalise_columns_tidy_names_are_found_by_raw_or_tidy_name() -> None:
    frame = normalise(RAW, key="n_dpe", tidy_names=True)

    assert frame.columns == ["_key", "_label", "surface", "conso", "conso_n_1", "conso_n_2", "nom_d_usage"]


def test_normalise_columns_renamed_column_names_the_nearest() -> None:
    raw = {("Surface m2" if name == "Surface (m²)" else name): values for name, values in RAW.items()}

    with pytest.raises(ColumnNotFoundError, match=r"Did you mean 'Surface m2'\?"):
        normalise(raw)


def test_normalise_columns_optional_column_may_be_absent_from_records_only() -> None:
    raw = {name: values for name, values in RAW.items() if not name.startswith("Conso")}

    assert normalise(raw, is_open=True)["conso"].to_list() == [None, None, None]
    with pytest.raises(ColumnNotFoundError):
        normalise(raw)


def test_normalise_columns_file_without_header_is_told_without_its_values() -> None:
    with pytest.raises(SourceError, match=r"looks like a row.*data\.columns") as caught:
        normalise({"0": ["1"], "my secret day": ["x"]})

    assert "secret" not in str(caught.value)


def test_normalise_columns_names_that_are_taken_or_cannot_be_stored_are_changed() -> None:
    frame = normalise({**RAW, "_key": ["a", "b", "c"], "surface": ["p", "q", "r"], "a=b;c": ["1", "2", "3"]})

    assert {"source_key", "source_surface", "a_b_c"} <= set(frame.columns)
    assert frame["surface"].to_list() == ["10", "20.5", "x"]


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("Conso_é_finale_énergie_n°1", "conso_e_finale_energie_n_1"),
        ("Emission_GES_kgCO2/m²/an", "emission_ges_kgco2_m2_an"),
        ("Nom__commune_(BAN)", "nom_commune_ban"),
        ("_geopoint", "_geopoint"),
        ("Où | ça ?", "ou_ca"),
    ],
)
def test_tidy_name_follows_the_rule(raw: str, tidy: str) -> None:
    assert tidy_name(raw) == tidy
    assert tidy_name(tidy) == tidy
