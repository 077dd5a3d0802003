"""The invented loans: who struggles has reasons, and nobody can foresee it all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from vigie.models.boosting import Boosting
from vigie.samples.credit_risk import COLUMNS, write_credit_risk

KNOWN_LATER = ["outcome", "recovered_amount", "closed_on"]


@pytest.fixture(scope="module")
def loans(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("sample") / "loans.csv.gz"
    write_credit_risk(path)
    return pd.read_csv(path)


def test_loans_columns_and_outcomes_are_as_announced(loans: pd.DataFrame) -> None:
    assert tuple(loans.columns) == COLUMNS
    shares = loans["outcome"].value_counts(normalize=True).to_dict()
    assert shares == pytest.approx({"repaid": 0.80, "default": 0.20}, abs=0.02)
    assert 0.01 <= loans["outcome"].isna().mean() <= 0.05


def test_loans_recovered_amount_gives_the_outcome_away(loans: pd.DataFrame) -> None:
    known = loans[loans["recovered_amount"].notna()]
    assert len(known) > 500
    assert (known["outcome"] == "default").mean() > 0.95


def test_loans_have_the_faults_of_real_ones(loans: pd.DataFrame) -> None:
    assert loans["monthly_income"].isna().mean() > 0.02
    assert (loans["monthly_income"] == 0).any()
    assert (loans["monthly_debts"] == -1).any()
    assert (loans["age"] == 999).any()
    assert loans["late_payments"].isna().mean() > 0.15
    assert loans.duplicated().sum() >= 10
    assert 1 <= (loans["purpose"] == "boat").sum() <= 50


@pytest.mark.parametrize(
    ("column", "safe", "risky"),
    [("late_payments", 0, 2), ("employment", "civil servant", "fixed-term")],
)
def test_loans_default_has_reasons(loans: pd.DataFrame, column: str, safe: object, risky: object) -> None:
    defaults = (loans["outcome"] == "default").groupby(loans[column]).mean()
    assert defaults[risky] > 1.4 * defaults[safe]


def test_loans_are_as_hard_as_real_ones(loans: pd.DataFrame) -> None:
    rows = loans[loans["outcome"].notna()].drop_duplicates()
    table = rows.drop(columns=[*KNOWN_LATER, "application_id", "asked_on"])
    names = table.select_dtypes(exclude=np.number).columns
    table[names] = table[names].astype("category")
    y = (rows["outcome"] == "default").to_numpy()
    train, test, y_train, y_test = train_test_split(table, y, test_size=0.3, random_state=0, stratify=y)
    model = Boosting(categorical_features="from_dtype", random_state=0, max_iter=60, max_leaf_nodes=8)
    scores = model.fit(train, y_train).predict_proba(test)[:, 1]
    assert 0.76 <= roc_auc_score(y_test, scores) <= 0.84
