"""Take the pictures of the page, from one that runs: `python docs/pictures/make.py http://127.0.0.1:8501 watch`.

The page *Predict* needs nothing else; *Watch* and *Review* are as interesting as the service's ledger.
"""

from __future__ import annotations

import argparse
import io
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

MAX_BYTES = 150_000
_SIZE: ViewportSize = {"width": 1100, "height": 1450}
_COLOURS = 96
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


def main() -> None:
    """Bring a page to where it tells most, and write what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="address of the page")
    parser.add_argument("page", nargs="?", choices=sorted(_PAGES), default="predict")
    parser.add_argument("--out", type=Path, help="by default beside this file, as PAGE-en.png")
    given = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("This needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        page = browser.new_page(viewport=_SIZE, locale="en-GB")
        picture = _PAGES[given.page](page, given.url.rstrip("/"))
        browser.close()
    out: Path = given.out or Path(__file__).parent / f"{given.page}-en.png"
    out.write_bytes(_small(picture))


def _predict(page: Page, url: str) -> bytes:
    """Ask the project's own example and wait for the answer."""
    page.goto(f"{url}/?lang=en")
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_role("textbox").first).not_to_have_value("")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Is this right?").wait_for()
    return _seen(page)


def _watch(page: Page, url: str) -> bytes:
    """Show what has changed since training: from its heading on."""
    page.set_viewport_size({"width": _SIZE["width"], "height": 1190})
    page.goto(f"{url}/watch?lang=en")
    page.get_by_text("in training", exact=True).wait_for()
    page.wait_for_timeout(2_000)  # the charts above it take their places
    heading = page.get_by_text("Is it asked what it has learned?")
    heading.evaluate("element => element.scrollIntoView({block: 'start'})")
    page.mouse.wheel(0, -70)  # the bar above
    return _seen(page)


def _review(page: Page, url: str) -> bytes:
    """Sit down as Ada, discard the first row and show the second."""
    page.set_viewport_size({"width": _SIZE["width"], "height": 1050})
    page.goto(f"{url}/review?lang=en")
    page.get_by_label("Who is reviewing?").fill("Ada")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Discard the row").click()
    page.get_by_text("1 decided").wait_for()
    return _seen(page)


def _seen(page: Page) -> bytes:
    page.mouse.move(0, 0)
    page.wait_for_timeout(800)  # the last transitions
    return page.screenshot()


def _small(picture: bytes) -> bytes:
    """Return the picture with few colours, refused when it is still too large for a repository."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(_COLOURS).save(buffer, "PNG", optimize=True)
    if buffer.tell() > MAX_BYTES:
        raise SystemExit(f"The picture has {buffer.tell()} bytes, and at most {MAX_BYTES} are wanted.")
    return buffer.getvalue()


_PAGES: Mapping[str, Callable[[Page, str], bytes]] = {"predict": _predict, "watch": _watch, "review": _review}

if __name__ == "__main__":
    main()
