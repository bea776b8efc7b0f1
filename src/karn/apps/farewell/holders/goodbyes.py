"""What moves with a customer: its goodbyes, and who recommended whom."""

from django.db.models import Q

from karn.apps.customers.holders import Held, Holding
from karn.apps.farewell.models.goodbyes import Goodbye
from karn.apps.farewell.models.returns import Referral


def _has_one(_lost: int, kept: int) -> Q:
    """Leave the word about who sent them where the other row has one."""
    has_one = Referral.objects.filter(customer=kept)
    return Q(pk__gt=0) if has_one.exists() else Q(pk__in=())


GOODBYES = Holding("farewell_goodbyes", Held(Goodbye), Held(Referral, stays=_has_one))
RECOMMENDED = Holding("farewell_recommended", Held(Referral, field="recommended_by"))
