from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The first page after login: what this person can do now."""
    return render(request, "core/home.html")
