"""What the simulator is told at its start. It refuses to start when anything could leave the machine."""

import argparse
import ipaddress
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEMO_NUMBER = re.compile(r"\+1(?:413|617|508)55501\d\d")
ANONYMOUS = "+266696687"  # how the carrier writes a hidden number
SIX = 6


class WillNotStart(Exception):
    """A value that the simulator does not accept; the message says which and why."""


@dataclass(frozen=True)
class Options:
    """The product's address, the carrier's account, our two numbers, and the phones that a visitor may hold."""

    port: int
    public_url: str
    account: str
    token: str
    signing_key: str
    hotline: str
    text_number: str
    clock_file: Path | None
    names: dict[str, str]

    @property
    def ours(self) -> set[str]:
        return {self.hotline, self.text_number}


def is_demo_number(number: str) -> bool:
    """Whether this is one of the numbers that exist in stories only."""
    return DEMO_NUMBER.fullmatch(number) is not None


def is_loopback(address: str) -> bool:
    """Whether an address stays on this machine."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read(words: Sequence[str] | None = None) -> Options:
    """The options of the command line; the token comes from the environment, where other users cannot read it."""
    parser = argparse.ArgumentParser(prog="python -m amparo.simulator", description="A carrier that is not real.")
    parser.add_argument("--port", type=int, default=8013)
    parser.add_argument("--public-url", default=os.environ.get("AMPARO_PUBLIC_URL", "http://localhost:8000"))
    parser.add_argument("--account", default=os.environ.get("AMPARO_CARRIER_ACCOUNT", "AC" + "0" * 32))
    parser.add_argument("--hotline", default=os.environ.get("AMPARO_HOTLINE_NUMBER", "+14135550100"))
    parser.add_argument("--text-number", default=os.environ.get("AMPARO_TEXT_NUMBER", "+14135550101"))
    parser.add_argument("--clock-file", type=Path)
    parser.add_argument("--phone", action="append", default=[], metavar="NUMBER=NAME", help="a phone and who holds it")
    given = parser.parse_args(words)
    token = os.environ.get("AMPARO_CARRIER_TOKEN", "demo-carrier-token")
    names = dict(pair.partition("=")[::2] for pair in given.phone)
    options = Options(
        given.port, given.public_url.rstrip("/"), given.account, token,
        os.environ.get("AMPARO_CARRIER_SIGNING_KEY") or token, given.hotline, given.text_number, given.clock_file, names,
    )  # fmt: skip
    check(options)
    return options


def check(options: Options) -> None:
    """Refuse an address outside this machine and a number that could be somebody's."""
    if not is_loopback(options.public_url):
        raise WillNotStart(f"{options.public_url} is not on this machine. The simulator talks to this machine only.")
    for number in (*options.ours, *options.names):
        if not is_demo_number(number):
            raise WillNotStart(f"{number} is not a demo number. Use +1 413, 617 or 508 555-01xx.")
    if not re.fullmatch(r"AC[0-9a-f]{32}", options.account):
        raise WillNotStart("The account must be AC and 32 hexadecimal digits.")
