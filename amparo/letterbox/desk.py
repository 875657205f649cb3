from django.urls import reverse

from amparo.core.events import answers
from amparo.letterbox.models import Letter
from amparo.response.events import StoryAsked


@answers(StoryAsked, rank=50)
def page_of_story(question: StoryAsked) -> str | None:
    """The page with the story of a letter, when it has one."""
    has_one = Letter.objects.filter(pk=question.origin).exclude(story=None).exists()
    return reverse("letterbox:story", args=[question.origin]) if has_one else None
