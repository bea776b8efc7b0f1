"""A passkey made, used and removed in Chromium, with an authenticator that exists only in the test."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

EMAIL = "passkey@example.org"
PASSWORD = "hagelslag 12"
MAKE = """
import django
django.setup()
from karn.apps.people.actions import create_person
create_person(email={email!r}, name="Pas Key", password={password!r}, role="manager", language="en")
"""


@pytest.fixture
def somebody(demo: Path, served: Any) -> None:  # noqa: ARG001 (the database is there once it is served)
    """Somebody of this test alone: others log in with a password."""
    import os  # noqa: PLC0415

    told = os.environ | {"KARN_DATA": str(demo), "DJANGO_SETTINGS_MODULE": "karn.project.settings"}
    made = MAKE.format(email=EMAIL, password=PASSWORD)
    subprocess.run([sys.executable, "-c", made], check=True, env=told)


def add_authenticator(page: Page) -> None:
    """Give the browser a phone that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.usefixtures("somebody")
def test_a_passkey_is_added_logs_in_alone_confirms_and_goes(
    open_page: Callable[..., Any], served: Any, keep_picture: Callable[[Page, str], None]
) -> None:
    # Passkeys belong to a name: to this machine itself only as localhost.
    here = served.address.replace("127.0.0.1", "localhost")
    watched = open_page()
    page = watched.page
    page.goto(f"{here}/login/")
    add_authenticator(page)
    page.fill("#id_username", EMAIL)
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url(f"{here}/")

    page.goto(f"{here}/me/passkeys/add/")
    page.fill("#id_password", PASSWORD)
    page.click("main button.btn-primary")
    page.fill("#id_name", "My phone")
    page.click("#passkey-add")
    page.wait_for_url(f"{here}/me/codes/")
    assert page.locator(".karn-codes li").count() == 10
    page.goto(f"{here}/me/")
    assert "My phone" in page.content()
    keep_picture(page, "me")

    page.locator("summary.karn-person").click()
    page.get_by_role("button", name="Log out", exact=True).click()
    page.wait_for_url(f"{here}/login/")
    page.click("#passkey-login")
    page.wait_for_url(f"{here}/")

    page.goto(f"{here}/me/")
    page.get_by_role("link", name="Remove My phone").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.click("#passkey-use")
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url(f"{here}/me/")
    assert "The passkey is removed." in page.content()
    assert [told for told in watched.complaints if "asks another site: http://localhost" not in told] == []
