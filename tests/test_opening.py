"""The lint that lets nobody open what was closed: it finds every way around it that a busy person would take."""

import pytest

from tools.check_opening import MAY_OPEN, ROOT, complaints, files

ANYWHERE = "amparo/hotline/views/calls.py"
WAYS = {
    "straight": "import pyrage\npyrage.decrypt(closed, [key])",
    "another name": "import pyrage as age\nage.decrypt(closed, [key])",
    "from-import": "from pyrage import decrypt",
    "from-import under another name": "from pyrage import decrypt as read",
    "a module of it": "from pyrage import x25519\nx25519.Identity.from_str(key)",
    "a module of it, renamed": "import pyrage.x25519 as curve\ncurve.Identity.generate()",
    "everything": "from pyrage import *",
    "passphrase": "from pyrage import passphrase\npassphrase.decrypt(closed, words)",
    "a file": "import pyrage\npyrage.decrypt_file(a, b, [key])",
    "handed on as a whole": "import pyrage\nopen = getattr(pyrage, name)",
    "kept in another name": "import pyrage\nage = pyrage\nage.decrypt(closed, [key])",
    "inside a function": "def show():\n    import pyrage\n    return pyrage.decrypt(closed, [key])",
    "by a string": "from importlib import import_module\nimport_module('pyrage').decrypt(closed, [key])",
    "out of the loaded modules": "import sys\nsys.modules['pyrage'].decrypt(closed, [key])",
    "AEAD": "from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
    "AEAD, renamed": "from cryptography.hazmat.primitives.ciphers import aead as a\na.ChaCha20Poly1305(key)",
    "Fernet": "from cryptography.fernet import Fernet",
    "a secret half": "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey",
    "sodium": "import nacl.secret",
    "another library": "from Crypto.Cipher import AES",
    "the sheets": "from shamir_mnemonic import combine_mnemonics",
    "out of a file that may": "from amparo.vault.arrival import pyrage",
    "out of a file that may, by its name": "from amparo.vault import arrival\narrival.pyrage.decrypt(closed, [key])",
    "its private half": "from amparo.vault.arrival import _identity",
    "its private half, by its name": "from amparo.core import guarded\nguarded._box().decrypt(a, b, c)",
    "from nearby": "from ...vault.arrival import _identity",
    "the offline command's own": "from amparo.vault.recovery.chain import open_keys",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_way_to_open_is_found(way: str) -> None:
    assert list(complaints(WAYS[way], file=ANYWHERE)) != []


def test_closing_is_for_everybody() -> None:
    source = (
        "import pyrage\nfrom pyrage import x25519\nfrom cryptography.exceptions import InvalidSignature\n"
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey\n"
        "pyrage.encrypt(words, [x25519.Recipient.from_str(to)])\nEd25519PublicKey.from_public_bytes(who)\n"
    )

    assert list(complaints(source, file=ANYWHERE)) == []


@pytest.mark.parametrize("file", MAY_OPEN)
def test_whoever_may_open_needs_it_and_may_nothing_more(file: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")

    assert list(complaints(source, file=file)) == []
    for each in MAY_OPEN[file]:
        fewer = {**MAY_OPEN, file: MAY_OPEN[file] - {each}}
        assert list(complaints(source, file=file, may_open=fewer)) != []


def test_the_house_opens_nothing() -> None:
    read = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files()}

    assert [line for file, source in read.items() for line in complaints(source, file=file)] == []
    assert len(read) > 300
