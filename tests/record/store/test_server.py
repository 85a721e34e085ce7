"""The PostgreSQL server of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from record.store import server as serving


def test_a_machine_without_the_server_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(RuntimeError, match="apt-get install postgresql"):
        serving.programs()


@pytest.mark.debian
def test_the_server_is_gone_at_the_end() -> None:
    with serving.running() as url:
        folder = Path(url.rsplit("=", 1)[1].replace("%2F", "/"))
        assert list(folder.glob(".s.PGSQL.*"))

    assert not folder.exists()
