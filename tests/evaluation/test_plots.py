"""Pictures of every shape of outcome: real PNG files, small, drawn without matplotlib's global state."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vigie.evaluation.learning import LearningPoint
from vigie.evaluation.outcome import Outcome
from vigie.evaluation.plots import draw_all, learning_plot

POINTS = [LearningPoint(300, 0.97, 0.71), LearningPoint(1_200, 0.93, 0.79), LearningPoint(4_000, 0.91, 0.83)]


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize(("rows", "classes"), [(2_500, 2), (900, 7), (900, 15), (3, 2)])
def test_draw_all_any_outcome_gives_small_pictures(answers: Callable[..., Any], rows: int, classes: int) -> None:
    drawn = answers(rows, classes, 1)
    outcome = Outcome.of(drawn.labels, drawn.y_true, drawn.probabilities)
    pictures = draw_all(outcome, drawn.labels, POINTS, "average_precision")
    assert sorted(pictures) == [
        "calibration.png", "confusion.png", "learning_curve.png", "precision_recall.png", "roc.png",
    ]  # fmt: skip
    for name, content in pictures.items():
        assert len(content) <= 60_000, name
        assert opened(content).width == 720
        assert len(opened(content).convert("RGB").getcolors(1_000_000) or []) > 10, "nothing is drawn"


def test_draw_all_no_rows_draws_empty_axes() -> None:
    pictures = draw_all(Outcome.of(["a", "b"], [], np.empty((0, 2))), ["a", "b"])
    assert "learning_curve.png" not in pictures
    assert all(opened(content).width == 720 for content in pictures.values())


def test_draw_all_one_class_only_draws_what_it_can() -> None:
    outcome = Outcome.of(["a", "b"], ["a"] * 4, np.tile([0.7, 0.3], (4, 1)))
    assert len(draw_all(outcome, ["a", "b"])) == 4


def test_draw_all_dollars_and_braces_in_names_are_plain_text() -> None:
    labels = ["$x_{$", "a $\\frac$ b"]
    outcome = Outcome.of(labels, [labels[0], labels[1]], np.array([[0.7, 0.3], [0.4, 0.6]]))
    assert len(draw_all(outcome, labels)) == 4


def test_draw_all_same_outcome_gives_the_same_bytes_from_any_thread(answers: Callable[..., Any]) -> None:
    drawn = answers(200, 3, 1)

    def draw(_: int) -> dict[str, bytes]:
        return draw_all(Outcome.of(drawn.labels, drawn.y_true, drawn.probabilities), drawn.labels)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(draw, range(2))
    assert first == second


def test_learning_plot_one_point_is_drawn() -> None:
    assert opened(learning_plot(POINTS[:1], "accuracy")).width == 720


def test_plots_import_does_not_load_pyplot() -> None:
    code = "import sys, vigie.evaluation.plots; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
