"""Pages opened in Chromium without a screen."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "these tests open pages in Chromium and found none: install it with `apt-get install chromium`"
MEASURE = """
<script>
addEventListener("load", () => {
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().width > 0);
  const drawn = [...document.querySelectorAll("svg")].map((e) => e.getBoundingClientRect().width);
  const page = document.documentElement;
  const found = {inner: innerWidth, across: page.scrollWidth, high: page.scrollHeight, elements: wide.length, drawn};
  const note = document.createElement("script");
  note.type = "application/json"; note.id = "measured"; note.textContent = JSON.stringify(found);
  document.body.append(note);
});
</script>
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A page as it is drawn: the window's width, the page's own, its height, and the width of every picture."""

    inner: int
    across: int
    high: int
    elements: int
    drawn: list[float]


def measured(page: str, folder: Path, width: int) -> Measured:
    """Open a page in a window of some width, and measure it."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise RuntimeError(MISSING)
    file = folder / f"page-{width}.html"
    file.write_text(page.replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    done = subprocess.run(
        [
            program, "--headless", "--no-sandbox", "--disable-gpu", *quiet, f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},2000", "--virtual-time-budget=10000", "--dump-dom", file.as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    found = re.search(r'<script type="application/json" id="measured">(.*?)</script>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    return Measured(**json.loads(unescape(found.group(1))))
