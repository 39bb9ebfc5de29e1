from django.http import JsonResponse
from django.views.decorators.http import require_safe

from social.reading import number
from social.suggesting import people_like, topics_like

LONGEST = 50


@require_safe
def people(request):
    """Colleagues for behind an @; `in` is the audience that is written to."""
    found = people_like(request.user, _typed(request), number(request.GET.get("in")))
    return JsonResponse(
        {"found": [{"insert": one.handle, "name": one.name, "note": one.unit or one.job, "face": one.face_url} for one in found]}
    )


@require_safe
def topics(request):
    """Topics for behind a #."""
    return JsonResponse({"found": [{"insert": one.name, "name": f"#{one.name}"} for one in topics_like(request.user, _typed(request))]})


def _typed(request) -> str:
    return request.GET.get("q", "")[:LONGEST]
