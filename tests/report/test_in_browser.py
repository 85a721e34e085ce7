"""Pages in a browser: nothing runs over the edge, and every picture is drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.report import record_samples, verdict_samples
from tests.report.browser import measured

from offramp import api
from offramp.report.chronicle import chronicle

pytestmark = pytest.mark.debian


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("case")
    (folder / "case.yaml").write_text(api.starter("border"), encoding="utf-8")
    return {
        "report": api.report(folder / "case.yaml")[0],
        "chronicle": chronicle(verdict_samples.backtest(), record_samples.case()),
    }


@pytest.mark.parametrize("width", [500, 800, 1300])
@pytest.mark.parametrize("name", ["report", "chronicle"])
def test_a_page_fits_its_window(pages: dict[str, str], name: str, width: int, tmp_path: Path) -> None:
    page = pages[name]
    found = measured(page, tmp_path, width)
    assert found.across <= found.inner
    assert found.elements > 100
    assert found.high > 1000
    assert len(found.drawn) == len(re.findall(r"<svg\b", page))
    assert found.drawn


@pytest.mark.parametrize("name", ["report", "chronicle"])
def test_a_page_asks_for_nothing_from_elsewhere(pages: dict[str, str], name: str) -> None:
    assert not re.search(r"""(src|href)=["'](https?:)?//[^"']+\.(js|css|png|woff2?)""", pages[name])
    assert "@import" not in pages[name]
