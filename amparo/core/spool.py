"""A spool: entries that wait on this machine's disk, in the order in which they came, until somebody can take them.

An entry is on the disk before ``add`` returns, whatever is killed after it. It is removed only after it was taken, so that
whoever takes it may see it twice, and never not at all. What cannot be taken is set aside and does not stop the others.
"""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from amparo.core.private import private_folder, sync_folder

ENTRY, ASIDE = ".entry", ".aside"
LEFTOVER_SECONDS = 3_600


class Spool:
    """One folder of entries. Several processes add; one at a time takes out."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def add(self, entry: bytes) -> None:
        """Write one entry down for good. OSError when the disk does not take it: then nothing of it stays."""
        private_folder(self.folder)
        path = self.folder / f"{time.time_ns():020d}-{os.urandom(4).hex()}{ENTRY}"
        draft = path.with_suffix(".draft")
        try:
            draft.touch(mode=0o600, exist_ok=False)
            with draft.open("wb") as file:
                file.write(entry)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
            sync_folder(self.folder)
        except OSError:
            for written in (draft, path):
                with suppress(OSError):
                    written.unlink()
            raise

    def waiting(self) -> list[Path]:
        """What waits, oldest first."""
        return sorted(self.folder.glob(f"*{ENTRY}"))

    def set_aside(self) -> list[Path]:
        """What could not be taken and needs somebody who looks."""
        return sorted(self.folder.glob(f"*{ASIDE}"))

    def is_empty(self) -> bool:
        """Whether nothing waits."""
        try:
            return not any(entry.name.endswith(ENTRY) for entry in os.scandir(self.folder))
        except OSError:  # no folder yet, or none that can be read
            return True

    def drain(self, take: Callable[[bytes], object], *, stops: tuple[type[Exception], ...], seconds: float) -> int:
        """Take out what waits, oldest first, for so long at most; how many were taken.

        One of ``stops`` means "later": everything stays. Any other failure sets that one entry aside. While another
        process takes out, nothing happens here.
        """
        if self.is_empty():
            return 0
        taken, until = 0, time.monotonic() + seconds
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return 0
            self._tidy()
            for path in self.waiting():
                if time.monotonic() > until:
                    break
                try:
                    take(path.read_bytes())
                except stops:
                    break
                except Exception:
                    path.rename(path.with_suffix(ASIDE))
                    continue
                path.unlink()
                taken += 1
        return taken

    def _tidy(self) -> None:
        """Drafts of processes that died while they wrote: nobody was told that they were kept."""
        for draft in self.folder.glob("*.draft"):
            with suppress(OSError):
                if time.time() - draft.stat().st_mtime > LEFTOVER_SECONDS:
                    draft.unlink()
