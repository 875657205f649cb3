"""The inventory of cryptography is made from the code: it cannot be out of date, and nothing can be used without standing in it."""

from tools import crypto_inventory
from tools.crypto_inventory import PAGE, inventory, page, uses_of, version_of
from tools.crypto_uses import BROWSER, PYTHON, USES


def test_the_page_is_what_the_code_says() -> None:
    _files, unknown = inventory()

    assert unknown == []
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tools.crypto_inventory --write"


def test_every_library_is_pinned_by_a_lock() -> None:
    assert [use.library for use in USES if use.library not in (PYTHON, BROWSER) and not version_of(use.library)] == []


def test_another_primitive_or_one_in_another_place_is_noticed() -> None:
    seen = {
        **{word: set(crypto_inventory._in_python(word)) for word in ("hashlib.md5(x)", "AESGCM(k)", "nacl.secret", "Fernet(k)")},
        **{word: set(crypto_inventory._in_script(word)) for word in (
            'import { scrypt } from "./age.js"', 'await crypto.subtle.importKey("raw", k, "AES-CBC", false, [])',
        )},
    }  # fmt: skip

    for words in seen.values():
        assert words
        assert all(uses_of(word, "amparo/hotline/views/calls.py") == [] for word in words)
    assert uses_of("ChaCha20Poly1305", "amparo/people/models.py") == []
    assert uses_of("pyrage.decrypt", "amparo/hotline/views/calls.py") == []
