"""What changes slowly on the page *Watch*: it is read once for all who look."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from vigie.client import Challenges, Retraining
from vigie.core.answers.drift import Drift
from vigie.core.answers.impact import Impact
from vigie.core.answers.watching import AccuracyCourse, Monitors
from vigie.ui.accuracy import DAYS
from vigie.ui.context import client_of

LEARNED_SECONDS = 15
_RETRAININGS = 5


@dataclass(frozen=True, slots=True)
class Learned:
    """Accuracy, drift, monitors, trials and retrainings, read at one moment."""

    course: AccuracyCourse
    drift: Drift
    monitors: Monitors
    challenges: Challenges
    retrainings: list[Retraining]
    impact: Impact


@st.cache_data(ttl=LEARNED_SECONDS, show_spinner=False)
def read_learned(api: str) -> Learned:
    """Return what the service at this address knows."""
    client = client_of(api)
    return Learned(
        client.performance("day", DAYS),
        client.drift(),
        client.monitors(),
        client.challenge(),
        client.retrainings(_RETRAININGS),
        client.impact(),
    )
