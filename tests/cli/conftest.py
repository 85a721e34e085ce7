from __future__ import annotations

from pathlib import Path

import pytest

from offramp import api


@pytest.fixture
def border(tmp_path: Path) -> Path:
    """The starter case, in a folder of its own."""
    path = tmp_path / "border" / "case.yaml"
    path.parent.mkdir()
    path.write_text(api.starter("border"), "utf-8")
    return path
