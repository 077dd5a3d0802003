"""A row that waits for a person, as the terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from vigie.cli.screen import say

if TYPE_CHECKING:
    from vigie.core.project import Project
    from vigie.ledger import Review

WHY = {
    "rejected": "somebody rejected the answer",
    "corrected": "somebody corrected the answer",
    "uncertain": "the model was not sure",
    "drawn": "drawn by chance",
    "label": "this label of the data is likely wrong",
}


def show(found: Review, project: Project, waiting: int) -> None:
    """Print the row, what the model and people say of it, and why it is here."""
    say(f"\n[dim]{waiting:,} wait[/]")
    texts = {feature.name for feature in project.schema.text_features}
    for name, value in found.features.items():
        if name in texts:
            say(f"  [bold]{escape(str(value or ''))}[/]")
        elif value is not None:
            say(f"  {escape(name)}: {escape(str(value))}")
    if found.reason == "label":
        say(f"labelled [bold]{escape(found.predicted)}[/], rather {escape(found.suggested or '?')}: {WHY['label']}")
    else:
        say(f"predicted [bold]{escape(found.predicted)}[/] ({found.confidence:.0%}); {WHY[found.reason]}")
        say(f"suggested [bold]{escape(found.suggested or 'nothing')}[/]; {escape(brought_by(found.giver))}")
    for one in found.opinions:
        comment = f" ({escape(one.comment)})" if one.comment else ""
        say(f"  {escape(one.who)} said {escape(one.label or 'discard')}{comment}")


def brought_by(giver: str | None) -> str:
    """Return who brought a row, in words."""
    return "by nobody" if giver is None else f"by {giver}"
