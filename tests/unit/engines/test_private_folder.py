"""Where executors keep compiled kernels: only in a folder that nobody else can write in."""

from __future__ import annotations

from pathlib import Path

import pytest

from lovende.engines.spark.work import is_private


def test_a_new_folder_is_ours_alone(tmp_path: Path) -> None:
    folder = tmp_path / "kernels"
    assert is_private(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert is_private(folder)


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_in_is_not_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "kernels"
    folder.mkdir()
    folder.chmod(mode)
    assert not is_private(folder)


def test_neither_a_link_nor_a_file_is_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("")
    assert not is_private(tmp_path / "link")
    assert not is_private(tmp_path / "file")
