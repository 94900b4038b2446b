"""Takes the pictures of the documentation anew, from a book of examples/: `make screenshots`.

Each is what a window shows, in a palette of few colours, so that it stays small.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
PROGRAM = [sys.executable, "-c", "from pledgebook.cli import main; main()"]
WIDTH, COLOURS = 1200, 128
LARGEST = 150_000  # bytes of a picture


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("there is no Chromium here; on Debian: apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light", reduced_motion="reduce")
        for name, (path, height) in places(page, address).items():
            page.set_viewport_size({"width": WIDTH, "height": height})
            picture = taken(page, address + path)
            (IMAGES / f"{name}.png").write_bytes(picture)
            print(f"docs/images/{name}.png: {len(picture):,} bytes")
            if len(picture) > LARGEST:
                print(f"{name} is larger than {LARGEST:,} bytes", file=sys.stderr)
                return 1
        browser.close()
    return 0


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of a fresh book of the examples."""
    with tempfile.TemporaryDirectory() as folder:
        program = [*PROGRAM, "--db", str(Path(folder) / "demo.db")]
        subprocess.run([*program, "add", "--quiet", str(ROOT / "examples")], check=True)
        server = subprocess.Popen([*program, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
        try:
            line = server.stderr.readline() if server.stderr else ""
            found = re.search(r"http://\S+(?=/ )", line)
            if found is None:
                raise SystemExit(f"the server did not start: {line}")
            yield found[0]
        finally:
            server.terminate()
            server.communicate()


def places(page: Page, address: str) -> dict[str, tuple[str, int]]:
    """What is shown, and how high the window is: the overview, the commitment that is told most often, the document that
    says most, and a statement that another source contradicts."""

    def asked(question: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = page.request.get(f"{address}/api/v1/{question}").json()["data"]
        return found

    told = max(asked("commitments?limit=1000"), key=lambda c: (len(c["statements"]), len(c["history"]), c["id"]))
    document = max(asked("documents?limit=1000"), key=lambda d: (d["statements"], d["doc"]))
    conflict = asked("conflicts")[0]
    return {
        "overview": ("/", 900),
        "commitment": (f"/commitments/{told['id']}", 1080),
        "document": (f"/documents/{document['text_id']}", 900),
        "review": (f"/review?subject={conflict['statements'][-1]}", 1180),
    }


def taken(page: Page, address: str) -> bytes:
    """The picture of a page, once its charts are drawn."""
    page.goto(address)
    for chart in page.locator("[data-chart]").all():
        chart.locator("svg").first.wait_for()
    page.evaluate("document.activeElement.blur()")
    shot = Image.open(io.BytesIO(page.screenshot()))
    small = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
