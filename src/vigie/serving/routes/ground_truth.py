"""POST /verdicts/import: what turned out to be right, many at once."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, create_model

from vigie.core.answers.service import ImportedLabels, RefusedLabel
from vigie.ledger import now
from vigie.ledger.ground_truth import TAKEN, Rules, Truth
from vigie.serving.givers import Givers
from vigie.serving.guard import CALLER
from vigie.serving.routes.verdicts import PlainText
from vigie.serving.service import Service


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value  # JSON has one kind of number


class _Label(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    label: Annotated[PlainText, Field(min_length=1, max_length=1_000)]
    at: Annotated[int, Field(ge=0, le=2**53 - 1), BeforeValidator(_whole)] | None = None
    comment: Annotated[PlainText, Field(max_length=2_000)] | None = None


class PredictionLabel(_Label):
    """What was right, of one prediction."""

    prediction_id: Annotated[PlainText, Field(min_length=1, max_length=64)]

    def truth(self) -> Truth:
        return Truth(self.label, prediction_id=self.prediction_id, at=self.at, comment=self.comment)


class RowLabel(_Label):
    """What was right, of every prediction of the row that the key names."""

    key: Annotated[PlainText, Field(min_length=1, max_length=1_000)]

    def truth(self) -> Truth:
        return Truth(self.label, key=self.key, at=self.at, comment=self.comment)


def _judges(given: Any) -> str:
    return "row" if isinstance(given, dict) and "key" in given else "prediction"


Label = Annotated[
    Annotated[PredictionLabel, Tag("prediction")] | Annotated[RowLabel, Tag("row")], Discriminator(_judges)
]
"""So that what is wrong with a label is said once, of the kind that it is."""


class _Labels(BaseModel):
    labels: list[Label]


def request_model(max_rows: int) -> type[BaseModel]:
    """Return the model of a request with at most so many labels."""
    return create_model(
        "LabelsRequest",
        __config__=ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True),
        labels=(Annotated[list[Label], Field(min_length=1, max_length=max_rows)], ...),
    )


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["verdicts"])
    file = service.options.project.file
    givers = Givers(service.options.project.state, service.options.salt)
    key_column = file.data.key if file.data.key in service.schema.names else None

    async def take(given: _Labels, sent: Request) -> ImportedLabels:
        """Keep what turned out to be right. What was sent before changes nothing, and what is refused spoils no other.

        A label that cannot be taken is named by its place with the reason: `conflict` (another verdict is there and
        stays), `unknown_prediction`, `unknown_label` or `from_the_future`.
        """
        rules = Rules(
            service.schema.target, key_column, file.verdicts.asked_share, CALLER.get().sees_only, givers.of(sent.scope)
        )
        truths = [one.truth() for one in given.labels]
        found = await service.in_ledger(lambda ledger: ledger.ground_truth.record(truths, rules, now=now()))
        refused = (RefusedLabel(index=at, reason=reason) for at, reason in enumerate(found) if reason not in TAKEN)
        return ImportedLabels(counted=dict(Counter(found)), refused=tuple(refused))

    model: Any = request_model(service.options.max_rows)
    take.__annotations__["given"] = model  # the framework reads the model with this project's limit from here
    router.post("/verdicts/import")(take)
    return router
