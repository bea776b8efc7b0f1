"""The addresses of the API, all through one door."""

from django.urls import URLPattern, re_path

from karn.api.door import api, nothing_here, through_the_door


def _patterns() -> list[URLPattern]:
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = through_the_door(pattern.callback)
    return [*patterns, re_path("", through_the_door(nothing_here), name="nothing_here")]


app_name = "api"
urlpatterns = _patterns()
