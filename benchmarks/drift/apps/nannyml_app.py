"""NannyML: Jensen and Shannon's distance of every column, for one chunk; it writes no page."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
warnings.simplefilter("ignore")

import nannyml  # noqa: E402 - after it was told to tell nobody
import pandas as pd  # noqa: E402
from columns import read  # noqa: E402
from timing import run  # noqa: E402

folder = Path(sys.argv[1])
then, now = (pd.DataFrame(read(folder, name)) for name in ("then", "now"))


def compare() -> None:
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=list(then.columns),
        continuous_methods=["jensen_shannon"],
        categorical_methods=["jensen_shannon"],
        chunk_number=1,
    )
    calculator.fit(then)
    calculator.calculate(now).to_df()


run(compare, lambda: 0)
