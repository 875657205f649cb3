"""Folders that only the house enters: its keys, its memory, what waits on the disk."""

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
