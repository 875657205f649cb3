from typing import Any, Protocol

from amparo.audit.actions import Actor


class Someone(Actor, Protocol):
    """A person as this room knows them: by id. Who they are is above."""

    @property
    def pk(self) -> Any: ...
