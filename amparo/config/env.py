"""Settings from the environment: each value is read once, checked, and named when it is wrong."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

T = TypeVar("T")


class SettingError(SystemExit):
    """A setting is missing or wrong; the message starts with the name of the variable."""


def read(name: str, parse: Callable[[str], T], default: str | None = None) -> T:
    """The value of an environment variable, parsed; fails with the variable's name when missing or wrong."""
    raw = os.environ.get(name, default)
    if raw is None:
        raise SettingError(f"{name}: missing. Set it in the environment.")
    try:
        return parse(raw.strip())
    except ValueError as wrong:
        raise SettingError(f"{name}: {wrong}") from None


def text(raw: str) -> str:
    if not raw:
        raise ValueError("must not be empty.")
    return raw


def optional(raw: str) -> str:
    return raw


def nothing(raw: str) -> list[str]:
    if raw:
        raise ValueError("takes controls out for tests. Remove it: this is a production.")
    return []


def boolean(raw: str) -> bool:
    if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
        raise ValueError("must be 1 or 0.")
    return raw.lower() in {"1", "true", "yes"}


def whole(raw: str) -> int:
    if not raw.isdigit():
        raise ValueError("must be a whole number.")
    return int(raw)


def words(raw: str) -> list[str]:
    return [word.strip() for word in raw.split(",") if word.strip()]


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}.")
        return raw

    return parse


def url(raw: str) -> str:
    """An address such as http://localhost:8000, without a slash at the end."""
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https address, such as https://help.example.org.")
    return raw.rstrip("/")


def phone(raw: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(raw)
    except phonenumbers.NumberParseException:
        raise ValueError("must be a phone number with its country, such as +14135550100.") from None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def database(raw: str) -> dict[str, object]:
    """Django's database settings from postgres://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(raw)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("must start with postgres:// or postgresql://.")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", [""])[0],
        "PORT": str(parts.port or ""),
    }


def zone(raw: str) -> str:
    from zoneinfo import available_timezones

    if raw not in available_timezones():
        raise ValueError("must be a time zone such as America/New_York.")
    return raw


def folder(raw: str) -> Path:
    return Path(raw).expanduser().resolve()
