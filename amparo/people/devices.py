"""What is known of a signed-in device: its browser and its kind, in two words, and when it was last used. No address."""

import re

from django.http import HttpRequest
from django.utils import timezone

from amparo.people.models import Session
from amparo.people.sessions import hashed

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def name_of_device(agent: str) -> str:
    """Two words for a browser's long name of itself."""
    parts = [next((name for mark, name in marks if re.search(mark, agent)), "") for marks in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part)


def note_device(request: HttpRequest) -> None:
    """Remember that this device was used now; a session that is not written yet is noted the next time."""
    Session.objects.filter(session_key=hashed(request.session.session_key)).update(
        device=name_of_device(request.headers.get("User-Agent", "")), seen_at=timezone.now()
    )
