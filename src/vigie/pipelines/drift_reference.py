"""What the training rows were like, kept in each servable for who watches it later."""

from __future__ import annotations

from vigie.core.project import Project
from vigie.core.schema import clean_row
from vigie.monitoring.drift.importance import answer_importance
from vigie.monitoring.drift.reference import ColumnSketches, Reference, make_reference, sketch_columns
from vigie.packaging.prove import to_rows
from vigie.pipelines.rows import TrainingRows
from vigie.servable.runtime import Probabilities, Runtime


def sketch_training(rows: TrainingRows, project: Project) -> ColumnSketches:
    """Return the sketches of the training rows' columns: the same for all candidates."""
    frame = rows.train.X
    columns = {name: frame[name].to_numpy() for name in project.schema.names}
    return sketch_columns(project.schema, columns, project.file.seed)


def reference_of(
    columns: ColumnSketches, runtime: Runtime, answers: Probabilities, rows: TrainingRows, project: Project
) -> Reference:
    """Return what a model's rows of tomorrow will be compared with.

    Parameters
    ----------
    answers
        The runtime's own to the validation rows, which it was not fitted on.
    """
    schema = project.schema
    asked = [clean_row(schema, row) for row in to_rows(schema, rows.validation.X)]
    importance = answer_importance(runtime.predict_proba, asked, schema.names, project.file.seed)
    return make_reference(columns, schema.labels, answers, importance)
