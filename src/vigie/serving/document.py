"""The service's contract, without running it."""

from __future__ import annotations

import json
from dataclasses import replace

from vigie.core.project import Project
from vigie.serving.app import create_app
from vigie.serving.options import service_options
from vigie.settings import Settings


def document(project: Project) -> str:
    """Return the OpenAPI document of the project's service, as JSON for people and for generators of clients."""
    # Whoever is given it asks from elsewhere, where a key is needed unless the project's file says otherwise.
    options = replace(service_options(project, Settings()), keys=project.file.service.keys is not False)
    contract = create_app(options).openapi()
    return json.dumps(contract, ensure_ascii=False, indent=1) + "\n"
