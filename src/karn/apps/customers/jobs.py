"""Looking for duplicates in the background, where customers are too many for a page to wait."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime

from django.db import connection

from karn.apps.customers.actions.duplicates import find_duplicates
from karn.apps.customers.actions.rows import refuse_unless
from karn.apps.customers.models import Customer, DuplicateSearch
from karn.apps.customers.queries.duplicates import is_searching
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError

logger = logging.getLogger(__name__)
AT_ONCE = 5_000
"""Up to so many customers are compared while somebody waits: about a second."""

LONGEST_START = 2.0


def begin_search(*, by: Person, at: datetime) -> DuplicateSearch | None:
    """Compare all customers: at once where they are few, else in a thread of this process.

    Returns the search that is done, or None while it runs; its row says how far it is. A process that ends
    meanwhile leaves an interrupted one: nothing is half kept, and it can be begun again. Raises KarnError.
    """
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    if Customer.objects.count() <= AT_ONCE:
        return find_duplicates(by=by, at=at)
    if not is_searching():
        thread = threading.Thread(target=_work, args=(by, at), name="duplicates", daemon=True)
        thread.start()
        _wait_for_start(thread)
    return None


def _work(by: Person, at: datetime) -> None:
    try:
        find_duplicates(by=by, at=at)
    except KarnError as error:
        logger.info("The search for duplicates ended: %s", error)
    except Exception:
        logger.exception("The search for duplicates was interrupted")
    finally:
        connection.close()


def _wait_for_start(thread: threading.Thread) -> None:
    """Wait until the thread is at it, so that the next page finds it running."""
    ends = time.monotonic() + LONGEST_START
    while thread.is_alive() and not is_searching() and time.monotonic() < ends:
        time.sleep(0.01)
