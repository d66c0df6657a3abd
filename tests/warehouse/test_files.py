"""Received files are kept under the name of their content, whole or not at all."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest

from warehouse import files
from warehouse.files import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "berkas")


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def kept_files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "berkas").rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [b"", b"kab;sudah_rekam\r\n", bytes(range(256)) * 10_000])
def test_a_file_is_found_again_by_its_content(store: FileStore, tmp_path: Path, content: bytes) -> None:
    sha256 = store.put(write(tmp_path / "laporan.xlsx", content))
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert store.contains(sha256)
    assert store.path(sha256).read_bytes() == content
    assert kept_files(tmp_path) == [store.path(sha256)]


def test_the_sender_may_change_his_file_afterwards(store: FileStore, tmp_path: Path) -> None:
    source = write(tmp_path / "laporan.csv", b"lama")
    sha256 = store.put(source)
    source.write_bytes(b"baru")
    assert store.path(sha256).read_bytes() == b"lama"


def test_equal_content_is_kept_once_whatever_its_name(store: FileStore, tmp_path: Path) -> None:
    first = store.put(write(tmp_path / "a.csv", b"sama"))
    inode = store.path(first).stat().st_ino
    assert store.put(write(tmp_path / "b.csv", b"sama")) == first
    assert store.path(first).stat().st_ino == inode
    assert kept_files(tmp_path) == [store.path(first)]


def test_an_unknown_content_is_not_there(store: FileStore) -> None:
    assert not store.contains("0" * 64)


def test_a_file_that_cannot_be_read_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "tidak-ada.xlsx")
    with pytest.raises(IsADirectoryError):
        store.put(tmp_path)
    assert kept_files(tmp_path) == []


def test_the_same_file_handed_in_at_once_by_many_is_kept_once(store: FileStore, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", b"x" * 3_000_000)
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(store.put, [source] * 8))
    assert len(numbers) == 1
    assert kept_files(tmp_path) == [store.path(numbers.pop())]


def test_a_file_that_is_being_copied_is_no_stray(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, removed = files._copy, []

    def look_meanwhile(source: BinaryIO, target: BinaryIO) -> str:
        sha256 = copy(source, target)
        removed.append(store.remove_strays())
        return sha256

    monkeypatch.setattr(files, "_copy", look_meanwhile)
    sha256 = store.put(write(tmp_path / "laporan.csv", b"kab;prr"))
    assert removed == [0]
    assert store.path(sha256).read_bytes() == b"kab;prr"
