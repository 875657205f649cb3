"""Sealed files for tests: closed as a browser closes them, and sent through the doors that a browser sends them through."""

import hashlib
import json
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pyrage
from django.test import Client

from amparo.cases.models import Case, SealedFile
from amparo.core.sealed import Place, close_for
from amparo.vault.enums import Part
from amparo.vault.models import Key

PIECE = 1 << 20


@dataclass
class Closed:
    """A file that was closed to a key of its own."""

    inside: bytes
    name: str = "photo.jpg"
    id: UUID = field(default_factory=uuid4)
    identity: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)

    def __post_init__(self) -> None:
        self.bytes = bytes(pyrage.encrypt(self.inside, [self.identity.to_public()]))
        self.digest = hashlib.sha256(self.bytes).hexdigest()

    def details(self, case: Case, key: Key) -> bytes:
        salt = bytes(range(32))
        said = {
            "v": 1, "name": self.name, "type": "image/jpeg", "size": len(self.inside), "age": str(self.identity),
            "salt": salt.hex(), "commitment": hashlib.sha256(salt + self.inside).hexdigest(),
        }  # fmt: skip
        return close_for(
            [key.recipient], json.dumps(said), place=Place("cases_sealedfile", "details", self.id, str(case.pk))
        )


def evidence_key(case: Case) -> Key:
    return Key.objects.get(subject=case.pk, part=Part.EVIDENCE)


def begins(client: Client, case: Case, file: Closed, size: int | None = None) -> tuple[int, str]:
    said = {"id": str(file.id), "size": len(file.inside) if size is None else size}
    answer = client.post(f"/cases/{case.pk}/files/", said, content_type="application/json")
    return answer.status_code, answer.content.decode()


def sends(client: Client, case: Case, file: Closed, piece: bytes, at: int) -> tuple[int, int | None]:
    answer = client.post(
        f"/cases/{case.pk}/files/{file.id}/", piece, content_type="application/octet-stream", headers={"X-At": str(at)}
    )
    known = answer.headers["Content-Type"].startswith("application/json")
    return answer.status_code, answer.json().get("have") if known else None


def finishes(client: Client, case: Case, file: Closed, **other: object) -> tuple[int, str]:
    from base64 import b64encode

    key = evidence_key(case)
    said = {
        "closed": b64encode(file.details(case, key)).decode(), "key": str(key.pk), "size": len(file.bytes),
        "digest": file.digest, **other,
    }  # fmt: skip
    answer = client.post(f"/cases/{case.pk}/files/{file.id}/finishing/", said, content_type="application/json")
    return answer.status_code, answer.content.decode()


def adds(client: Client, case: Case, file: Closed) -> SealedFile:
    """The whole way of a file into a case."""
    assert begins(client, case, file)[0] == 200
    for at in range(0, len(file.bytes), PIECE):
        assert sends(client, case, file, file.bytes[at : at + PIECE], at)[0] == 200
    assert finishes(client, case, file)[0] == 200
    return SealedFile.objects.get(pk=file.id)
