"""In tests of this room, and of every other that must not, the database of exit answers opens to nobody."""

import pytest
from django.db import connections
from django.test.testcases import DatabaseOperationForbidden

from karn.platform.databases import EXITS


@pytest.mark.django_db
def test_a_query_of_exit_answers_fails_here() -> None:
    with pytest.raises(DatabaseOperationForbidden), connections[EXITS].cursor() as cursor:
        cursor.execute("SELECT 1")
