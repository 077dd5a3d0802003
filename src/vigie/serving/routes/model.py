"""GET /model: everything that a form needs, and what is known of the model that answers."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from vigie.core.answers.service import FeatureInfo, LabelInfo, ModelInfo, ProjectInfo, ServableInfo, TargetInfo
from vigie.core.schema import Feature, Schema, Words
from vigie.servable.manifest import Manifest
from vigie.serving.champion import Champion
from vigie.serving.rows import example_row
from vigie.serving.service import Service

_MOST_KNOWN = 200
"""Of a category with more values than this, none is offered: it is no list to choose from."""


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["model"])

    @router.get("/model")
    async def model() -> ModelInfo:
        """The fields with their types and titles, the classes, and where the present model comes from."""
        return _model(service, service.rollout.champion)

    return router


def _model(service: Service, champion: Champion | None) -> ModelInfo:
    file = service.options.project.file
    known = champion.servable.known_values if champion else {}
    return ModelInfo(
        project=ProjectInfo(
            name=file.name, title=_titled(file.title, file.name), language=file.language, sample=file.data.sample
        ),
        features=tuple(_feature(feature, known.get(feature.name, ())) for feature in service.schema.features),
        target=_target(service.schema),
        max_rows=service.options.max_rows,
        asked_share=file.verdicts.asked_share,
        example=example_row(service.schema),
        servable=_servable(champion.servable.manifest, champion.version) if champion else None,
    )


def _feature(feature: Feature, known: Sequence[str]) -> FeatureInfo:
    facts = feature.model_dump(include=set(FeatureInfo.model_fields) - {"title", "help"})
    offered = () if feature.values or len(known) > _MOST_KNOWN else tuple(sorted(known))
    return FeatureInfo(**facts, title=_titled(feature.title, feature.name), help=feature.help, known=offered)


def _target(schema: Schema) -> TargetInfo:
    target = schema.target
    labels = (LabelInfo(name=name, title=_titled(target.titles.get(name, Words()), name)) for name in target.labels)
    return TargetInfo(
        title=_titled(target.title, target.column),
        ordered=target.ordered,
        positive=target.positive_label,
        labels=tuple(labels),
    )


def _servable(manifest: Manifest, version: str) -> ServableInfo:
    provenance = manifest.provenance.model_dump(include=set(ServableInfo.model_fields))
    return ServableInfo(
        **provenance,
        kind=manifest.kind,
        candidate=manifest.name,
        recipe=manifest.recipe,
        version=version,
        schema_fingerprint=manifest.schema_fingerprint,
        metrics=dict(manifest.metrics),
    )


def _titled(words: Words, name: str) -> Words:
    """Return the title in both languages; the name stands in where there is none."""
    return Words(en=words.say("en", name), fr=words.say("fr", name))
