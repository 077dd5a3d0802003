"""What every page needs: the client, the model's facts, the language and the addresses."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from vigie.client import Client, FeatureInfo, ModelInfo, Retries
from vigie.core.types import LANGUAGES, Language
from vigie.settings import read_settings
from vigie.ui.voice import Voice

DEFAULT_API = "http://127.0.0.1:8000"
LANGUAGE_KEY = "lang"
"""Of the language switch, and so of the page's address: `?lang=fr`."""

MODEL_SECONDS = 3
"""How long the facts of the model are kept: a promotion shows at once, and a click asks nothing twice."""


@dataclass(frozen=True, slots=True)
class Addresses:
    api: str
    mlflow: str = ""
    """Of MLflow's own pages; empty: no links."""

    def run(self, run_id: str) -> str:
        """Return the address of a run in MLflow's pages."""
        return f"{self.mlflow}/#/runs/{run_id}"


@dataclass(frozen=True, slots=True)
class Context:
    """Of one run of a page. Cheap to make; what it holds is shared between people."""

    client: Client
    model: ModelInfo
    say: Voice
    addresses: Addresses

    def label(self, name: str) -> str:
        """Return what people call a class."""
        title = next((label.title for label in self.model.target.labels if label.name == name), None)
        return self.say.of(title, name) if title is not None else name

    def title(self, feature: FeatureInfo) -> str:
        """Return what people call a field."""
        title = self.say.of(feature.title, feature.name)
        return tidy(title) if title == feature.name else title

    def field(self, feature: FeatureInfo) -> str:
        """Return what people call a field, with its unit."""
        return f"{self.title(feature)} ({feature.unit})" if feature.unit else self.title(feature)

    @property
    def only_text(self) -> FeatureInfo | None:
        """The one text that a request consists of; None where there is a form to fill in."""
        features = self.model.features
        return features[0] if len(features) == 1 and features[0].type == "text" else None


def read_addresses(arguments: Sequence[str] | None = None) -> Addresses:
    """Return the addresses given on the page's command line, else by VIGIE_API and VIGIE_MLFLOW.

    Examples
    --------
    >>> read_addresses(["--api", "http://127.0.0.1:9000/"]).api
    'http://127.0.0.1:9000'
    """
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    parser.add_argument("--api", default="")
    parser.add_argument("--mlflow", default="")
    given, _ = parser.parse_known_args(sys.argv[1:] if arguments is None else list(arguments))
    settings = read_settings()
    api = given.api or settings.api or DEFAULT_API
    return Addresses(api.rstrip("/"), (given.mlflow or settings.mlflow).rstrip("/"))


def open_context() -> Context:
    """Return the context of this run. Raises `ServiceUnavailableError` when the service does not answer."""
    addresses = read_addresses()
    client = client_of(addresses.api)
    model = read_model(addresses.api)
    return Context(client, model, Voice(current_language(model.project.language), _zone()), addresses)


def current_language(default: Language) -> Language:
    """Return the language chosen in this session, else the one that the page's address names, else `default`."""
    chosen = st.session_state.get(LANGUAGE_KEY) or st.query_params.get(LANGUAGE_KEY)
    return next((language for language in LANGUAGES if language == chosen), default)


def tidy(name: str) -> str:
    """Return a column's name as people would write it.

    Examples
    --------
    >>> tidy("floor_area")
    'Floor area'
    """
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


@st.cache_data(ttl=MODEL_SECONDS, show_spinner=False)
def read_model(api: str) -> ModelInfo:
    """Return the facts of the model, asked for at most every few seconds."""
    return client_of(api).model()


@st.cache_resource(show_spinner=False, on_release=Client.close)
def client_of(api: str) -> Client:
    """Return the connection to a service, the same for everybody who looks at this page."""
    return Client(api, timeout=30.0, source="page", key=read_settings().own_key, retries=Retries(most=1))


def _zone() -> tzinfo:
    """Return the reader's time zone, as the browser tells it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
