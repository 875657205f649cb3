"""Folders that only the house enters, and files that only it reads: its keys, its memory, what waits on the disk."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
PASS_THROUGH = stat.S_IXGRP  # the embedded server, when root started the house, passes through to its own folder


def private_folder(path: Path) -> Path:
    """Make this folder, and those above it that are missing, for this user alone. One that exists is left as it is."""
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    return path


def write_first(path: Path, content: bytes) -> None:
    """Write a file for this user alone, whole and on the disk; of several processes the first one's stays."""
    private_folder(path.parent)
    draft = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
    draft.touch(mode=0o600)
    with draft.open("wb") as sink:
        sink.write(content)
        sink.flush()
        os.fsync(sink.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the disk keep that a file came or went: a file without its name is no file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_to_ourselves() -> None:
    """From now on whatever this process and its children write is for this user alone."""
    os.umask(0o077)


def open_to_others(folder: Path, *, passing: bool = False) -> Iterator[Path]:
    """This folder, and the files and folders in it, as far as somebody else may enter or read them."""
    if not folder.is_dir():
        return
    if folder.stat().st_mode & OTHERS & ~(PASS_THROUGH if passing else 0):
        yield folder
    if not passing:
        yield from (each for each in folder.rglob("*") if each.stat().st_mode & OTHERS)
