"""The environment, read once."""

from __future__ import annotations

import pytest

from vigie.core.errors import ProjectError
from vigie.settings import read_settings


def test_settings_unknown_variable_names_the_nearest() -> None:
    with pytest.raises(ProjectError, match="Did you mean VIGIE_LEDGER"):
        read_settings({"VIGIE_LEDGR": "sqlite:///x"})


def test_settings_addresses_are_split() -> None:
    assert read_settings({"VIGIE_NOTIFY": "json://a, json://b,"}).notify_addresses == ("json://a", "json://b")


def test_settings_other_variables_are_left_alone() -> None:
    assert read_settings({"HOME": "/nowhere"}).ledger == ""
