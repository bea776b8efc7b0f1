"""What is said of a picture to those who do not see it."""

from decimal import Decimal

import pytest
from django.utils import translation

from karn.apps.desk.queries.readings import StillHere
from karn.web.charts.gallery import survival_picture


@pytest.mark.parametrize(
    ("language", "share", "percentages", "said"),
    [
        ("en", "0.9", False, "After 12 months 9 of every ten customers are still here."),
        ("en", "0.1", False, "After 12 months 1 of every ten customers is still here."),
        ("nl", "0.9", False, "Na 12 maanden zijn 9 van de tien klanten er nog."),
        ("nl", "0.1", False, "Na 12 maanden is 1 van de tien klanten er nog."),
        ("sv", "0.9", False, "Efter 12 månader är 9 av tio kunder kvar."),
        ("nl", "0.9", True, "Na 12 maanden is 90% van de klanten er nog."),
    ],
)
def test_how_many_are_still_here_is_a_sentence_in_each_language(
    language: str, share: str, percentages: bool, said: str
) -> None:
    points = [StillHere(t, 40, 1, Decimal(share), None, None) for t in (0, 12)]
    with translation.override(language):
        picture = survival_picture(points, percentages=percentages)
    assert picture is not None
    assert f'aria-label="{said}"' in picture.wide
