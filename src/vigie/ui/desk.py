"""Where a person sits who reviews: their name, and what they did in this session."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from vigie.ui.markup import Tone

WHO = "who"
"""Under which the session keeps the name of whoever looks after alerts or reviews."""
NAME = "reviewer-name"
"""Of the field in which a reviewer writes their name."""
_DESK = "desk"


@dataclass(slots=True)
class Desk:
    """Where one person sits: what they did in this session."""

    who: str = ""
    skipped: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    decided: list[str] = field(default_factory=list)
    """The rows that were decided on here and not undone, in their order."""
    again: str = ""
    """The row whose decision was undone last: it is shown next."""
    last: tuple[str, str, Tone] | None = None
    """What became of the row before: title, text and tone of a note."""

    @property
    def aside(self) -> set[str]:
        """Rows that are not shown now."""
        return self.skipped | self.done

    def take(self, review_id: str) -> None:
        """Keep that a row was decided on."""
        self.done.add(review_id)
        self.decided.append(review_id)

    def take_back(self) -> None:
        """Keep that the last decision was undone: its row is the next."""
        self.again = self.decided.pop()
        self.done.discard(self.again)

    def sit_down(self) -> None:
        """Take the name that was typed."""
        self.who = " ".join(str(st.session_state.get(NAME, "")).split())
        st.session_state[WHO] = self.who

    def leave(self) -> None:
        """Let somebody else sit down, to whom every row is new."""
        st.session_state[_DESK] = Desk()


def current_desk() -> Desk:
    """Return this session's desk."""
    found: Desk = st.session_state.setdefault(_DESK, Desk())
    return found


def known_name() -> str:
    """Return the name that was given before in this session, on whichever page."""
    return str(st.session_state.get(WHO, ""))
