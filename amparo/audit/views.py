from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from amparo.audit.actions import record
from amparo.audit.chain import verify_chain
from amparo.audit.selectors import entries, last_link, names_of
from amparo.core.doors import needs
from amparo.core.htmx import render_page

PAGE = 50
READ = "audit.read"


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


@require_GET
@needs(READ)
def entry_list(request: HttpRequest) -> HttpResponse:
    """Who did what, and who looked: the newest first. That somebody read the audit is in the audit."""
    verb, only = request.GET.get("verb", "").strip()[:80], request.GET.get("only") == "looks"
    actor = _uuid(request.GET.get("actor", ""))
    page = Paginator(entries(verb=verb, actor=actor, looks_only=only), PAGE).get_page(request.GET.get("page"))
    names = names_of(entry.actor for entry in page)
    rows = [{"entry": entry, "name": names.get(entry.actor) if entry.actor else None} for entry in page]
    record("audit.read", actor=request.user, filtered=bool(verb or actor or only), page=page.number)  # type: ignore[arg-type]
    context: dict[str, Any] = {
        "rows": rows, "page": page, "verb": verb, "only": only, "actor": actor, "head": last_link(),
        "actor_name": names_of([actor]).get(actor) if actor else None,
    }  # fmt: skip
    return render_page(request, "audit/entry_list.html", context, partial="rows")


@require_POST
@needs(READ)
def verification(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain now and say what was found."""
    return render_page(request, "audit/verification.html", {"verdict": verify_chain()})
