"""What somebody's script would do: `hyperopt.fmin` over C and the penalty, the whole pipeline fitted in each trial.

python benchmarks/bare_search.py PROJECT_FOLDER TRIALS
"""

from __future__ import annotations

import math
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from hyperopt import fmin, hp, tpe
from sklearn.metrics import roc_auc_score

from vigie.core.project import load_project
from vigie.models.catalogue import build, find_recipe
from vigie.pipelines.rows import read_training_rows

warnings.simplefilter("ignore")
project = load_project(Path(sys.argv[1]))
candidate = project.file.candidates["baseline"]
recipe = find_recipe(candidate.recipe, project.root)
rows = read_training_rows(project)
positive = project.schema.target.positive_label


def loss(values: dict[str, Any]) -> float:
    model = build(recipe, project.schema, project.file.seed, {**candidate.params, **values})
    model.fit(rows.train.X, rows.train.y)
    place = list(model.classes_).index(positive)
    answers = model.predict_proba(rows.validation.X)[:, place]
    losses.append(-float(roc_auc_score(rows.validation.y == positive, answers)))
    return losses[-1]


losses: list[float] = []
space = {"C": hp.loguniform("C", math.log(0.01), math.log(10)), "penalty": hp.choice("penalty", ["l1", "l2"])}
began = time.perf_counter()
fmin(loss, space, tpe.suggest, int(sys.argv[2]), rstate=np.random.default_rng(0), show_progressbar=False)
print(-min(losses), time.perf_counter() - began)
