"""How the page is started: `python -m streamlit run app.py` with every option said."""

from __future__ import annotations

import sys
from pathlib import Path

APP = Path(__file__).parent / "app.py"

# A page of its own must not phone home, watch files, ask for an e-mail address nor listen beyond this machine.
_SERVER = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.showEmailPrompt": "false",
    "server.maxUploadSize": "50",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": "false",
    "logger.level": "warning",
}

# Contrast on the background is at least 4.5 to 1 for every text colour (WCAG AA).
_THEME = {
    "theme.base": "light",
    "theme.primaryColor": "#1b6478",
    "theme.backgroundColor": "#fbfaf6",
    "theme.secondaryBackgroundColor": "#f6f5f0",
    "theme.textColor": "#1c2f36",
    "theme.borderColor": "#dcdad0",
    "theme.linkColor": "#1b6478",
    "theme.baseRadius": "0.6rem",
    "theme.headingFontWeights": "[650, 650, 600]",
    "theme.headingFontSizes": '["1.9rem", "1.35rem", "1.1rem"]',
    "theme.showWidgetBorder": "true",
}


def command(port: int, api_url: str, mlflow_url: str = "", *, host: str = "127.0.0.1") -> list[str]:
    """Return the command line that serves the page until it is stopped.

    It needs nothing of the environment. The page answers at ``http://HOST:PORT`` once
    ``/_stcore/health`` says ok, and ends on SIGTERM.

    Parameters
    ----------
    port
        To listen on; it must be free.
    api_url
        Address of the service, such as ``http://127.0.0.1:8000``.
    mlflow_url
        Address of MLflow's own pages, for links; empty: no links.
    host
        Address to listen on.

    Examples
    --------
    >>> command(8501, "http://127.0.0.1:8000")[1:4]
    ['-m', 'streamlit', 'run']
    """
    options = {"server.address": host, "server.port": str(port), **_SERVER, **_THEME}
    flags = [f"--{name}={value}" for name, value in options.items()]
    addresses = ["--api", api_url, *(["--mlflow", mlflow_url] if mlflow_url else [])]
    return [sys.executable, "-m", "streamlit", "run", str(APP), *flags, "--", *addresses]
