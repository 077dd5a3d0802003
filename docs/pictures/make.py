"""Take the README's picture of the page, from a page that runs: `python docs/pictures/make.py http://127.0.0.1:8501`."""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

MAX_BYTES = 200_000
_SIZE: ViewportSize = {"width": 1100, "height": 1450}
_COLOURS = 96
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


def main() -> None:
    """Ask the page its own example, wait for the answer, and write what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="address of the page")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "predict-en.png")
    given = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("This needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        picture = _take(browser.new_page(viewport=_SIZE, locale="en-GB"), given.url)
        browser.close()
    given.out.write_bytes(_small(picture))


def _take(page: Page, url: str) -> bytes:
    page.goto(f"{url.rstrip('/')}/?lang=en")
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_role("textbox").first).not_to_have_value("")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Is this right?").wait_for()
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


if __name__ == "__main__":
    main()
