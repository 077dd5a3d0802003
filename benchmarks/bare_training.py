"""The fits of `vigie train`, and nothing else: what somebody's script would do with pandas and scikit-learn.

    python benchmarks/bare_training.py ROWS.csv PROJECT_FOLDER CANDIDATE

ROWS.csv holds the columns split, fold, lot, label and the features, so that the very same rows are fitted.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from sklearn.base import clone
from sklearn.metrics import roc_auc_score

from vigie.core.project import load_project
from vigie.models.catalogue import build, find_recipe

rows_file, folder, name = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
project = load_project(folder)
candidate = project.file.candidates[name]
recipe = find_recipe(candidate.recipe, folder)
estimator = build(recipe, project.schema, project.file.seed, candidate.params)
rows = pd.read_csv(rows_file, keep_default_na=False)
features, positive = list(project.schema.names), project.schema.target.positive_label


def score(train: pd.DataFrame, held_out: pd.DataFrame) -> float:
    model = clone(estimator).fit(train[features], train["label"].to_numpy())
    place = list(model.classes_).index(positive)
    return float(roc_auc_score(held_out["label"] == positive, model.predict_proba(held_out[features])[:, place]))


train, validation = rows[rows["split"] == "train"], rows[rows["split"] == "validation"]
print("all rows", score(train, validation))
for fold in range(project.file.training.folds):
    print("fold", fold, score(train[train["fold"] != fold], train[train["fold"] == fold]))
for share in project.file.training.learning_curve:
    print("share", share, score(train[train["lot"] < share], validation))
