"""What is trained again: the champion's candidate, its members, and the others where asked."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from vigie.core.errors import CandidateNotFoundError
from vigie.core.types import Silent
from vigie.pipelines.published import published
from vigie.pipelines.retrain.contenders import best, champion_candidate, to_train, train_contenders
from vigie.pipelines.retrain.gathering import gather
from vigie.pipelines.retrain.judging import judge
from vigie.settings import read_settings

OTHERS = """
[candidates.lexicon]
recipe = "lexicon-vader"
[candidates.both]
recipe = "vote"
params = { of = ["words", "lexicon"] }
"""


def test_an_ensemble_is_trained_with_its_members_and_comes_last(world: Any) -> None:
    world.declare(OTHERS)
    declared = world.project.file.candidates
    assert [one.name for one in to_train(world.project, declared["both"], every=False)] == ["words", "lexicon", "both"]
    assert [one.name for one in to_train(world.project, declared["words"], every=False)] == ["words"]
    assert len(to_train(world.project, declared["words"], every=True)) == 3


def test_members_and_ensemble_are_made_and_judged_without_being_recorded(lenient: Any, tmp_path: Path) -> None:
    lenient.declare(OTHERS)
    lenient.grow(number=60)
    project = lenient.project
    with closing(lenient.ledger()) as ledger:
        gathered = gather(project, read_settings(), ledger.reviews.accepted(), Silent(), read_source=True)
    candidates = to_train(project, project.file.candidates["both"], every=False)
    records = train_contenders(project, gathered, candidates, tmp_path, Silent())
    assert [(one.candidate, one.error) for one in records] == [("words", None), ("lexicon", None), ("both", None)]
    assert {one.dataset_version for one in records} == {gathered.prospect.version.number}
    chosen = best(records, project)
    assert chosen is not None
    champion = published(project, read_settings()).load_champion()
    gates = {gate.name: gate for gate in judge(project, gathered, chosen, champion)}
    assert {"min_gain", "reviewed", "slices", "max_latency_ms"} <= gates.keys()
    assert len(lenient.dataset.versions()) == 1


def test_a_champion_that_the_project_declares_no_more_is_named(world: Any) -> None:
    world.declare("[candidates.words] => [candidates.other]")
    champion = published(world.project, read_settings()).load_champion()
    with pytest.raises(CandidateNotFoundError, match="'words'"):
        champion_candidate(world.project, champion.manifest)
    default = champion.manifest.model_copy(update={"name": "tfidf-logreg"})
    assert champion_candidate(world.project, default).recipe == "tfidf-logreg"
