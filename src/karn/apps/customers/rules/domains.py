"""Domains of websites and mail addresses, and which of them say nothing about whose they are."""

from __future__ import annotations

import re
from typing import Final

from karn.kernel.errors import BadInput

_NAME: Final = re.compile(r"^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$")

FREE: Final = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "hotmail.se", "hotmail.be", "outlook.com",
        "outlook.nl", "outlook.se", "live.com", "live.nl", "live.se", "msn.com", "yahoo.com", "yahoo.nl",
        "yahoo.se", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.net", "gmx.de",
        "web.de", "mail.com", "proton.me", "protonmail.com", "pm.me", "zoho.com", "fastmail.com",
        "tutanota.com", "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "xs4all.nl", "home.nl",
        "casema.nl", "chello.nl", "hetnet.nl", "upcmail.nl", "quicknet.nl", "telfort.nl", "tele2.nl",
        "online.nl", "solcon.nl", "zeelandnet.nl", "caiway.nl", "wxs.nl", "freeler.nl", "kabelfoon.nl",
        "telenet.be", "skynet.be", "telia.com", "telia.se", "bredband.net", "bredband2.com", "comhem.se",
        "spray.se", "passagen.se", "home.se", "swipnet.se", "tele2.se", "algonet.se", "glocalnet.net",
        "ownit.nu", "bahnhof.se",
    }
)  # fmt: skip
"""Domains at which anybody may have an address."""


def domain_of_website(text: str) -> str:
    """Return the domain of an address as people write it: `https://www.Acme.nl/over` is `acme.nl`.

    Raises BadInput for what is none.
    """
    plain = text.strip().lower()
    if not plain:
        return ""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", plain).split("/")[0].split("?")[0].split("#")[0]
    host = host.rsplit("@", 1)[-1].split(":")[0].rstrip(".").removeprefix("www.")
    name = _in_letters_of_dns(host)
    if not _NAME.match(name):
        raise BadInput("This is no website: it looks like acme.nl.")
    return name


def domain_of_mail(email: str) -> str:
    """Return the domain of a mail address where it says whose it is, nothing for free mail."""
    _, at, domain = email.strip().lower().rpartition("@")
    return domain if at and domain not in FREE else ""


def own_domain(website: str, email: str) -> str:
    """Return the domain by which somebody is known: the website's, else that of the mail address."""
    return website.lower() or domain_of_mail(email)


def _in_letters_of_dns(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
