"""Project folders to begin with: plain files that belong to whoever asked for them."""

from __future__ import annotations

from vigie.templates.catalogue import Template, templates
from vigie.templates.suggestion import suggest_project
from vigie.templates.writing import write_project

__all__ = ["Template", "suggest_project", "templates", "write_project"]
