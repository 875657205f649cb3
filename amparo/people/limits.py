"""How often somebody may try to sign in. Counted for one place *and* one account, so that no stranger can lock out a coordinator.

A browser in which the account signed in before is counted by itself: a whole house behind one address shuts nobody out of it.
One statement counts and decides, so a hundred tries at once are a hundred tries. The way back: another place, a passkey,
five minutes, or a new link from whoever looks after members.
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection
from django.utils import timezone

from amparo.core.guarded import keyed_hash
from amparo.core.sabotage import sabotaged
from amparo.people.models import LoginTry

WINDOW = timedelta(minutes=5)
FOR_ONE_ACCOUNT, FOR_ONE_PLACE = 5, 60


def may_try(place: str, account: str, *, device: str = "") -> bool:
    """Count one more try from this place, or this known browser, for this account; False when it is one too many."""
    if device:
        return _count(_hash(f"device {device}", account)) <= FOR_ONE_ACCOUNT
    first = _count(_index(place, account)) <= FOR_ONE_ACCOUNT
    return _count(_index(place, "")) <= FOR_ONE_PLACE and first


def forget_tries(place: str, account: str, *, device: str = "") -> None:
    """Somebody signed in: what they mistyped before does not count any more."""
    mine = [_index(place, account), *([_hash(f"device {device}", account)] if device else [])]
    LoginTry.objects.filter(index__in=mine).delete()


def _index(place: str, account: str) -> str:
    return _hash("anywhere" if sabotaged("T21") and account else _neighbourhood(place), account)


def _hash(place: str, account: str) -> str:
    return keyed_hash("login", f"{place} {account.casefold()}")


def _neighbourhood(place: str) -> str:
    """One address of version 4; of version 6 the whole network that one household is given."""
    address = ip_address(place)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def _count(index: str) -> int:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_logintry (index, count, until) VALUES (%s, 1, %s) ON CONFLICT (index) DO UPDATE SET"
            " count = CASE WHEN people_logintry.until < %s THEN 1 ELSE people_logintry.count + 1 END,"
            " until = CASE WHEN people_logintry.until < %s THEN EXCLUDED.until ELSE people_logintry.until END"
            " RETURNING count",
            [index, now + WINDOW, now, now],
        )
        [count] = cursor.fetchone()
    return int(count)
