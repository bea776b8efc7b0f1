"""The page on which one leaves: by the strictest law there is, one page and one button. No login, no reason.

It sets no cookie, loads nothing and needs no script. There is no CSRF token: nothing here rests on who is
logged in. Opening a page or a link never acts; only sending the form does.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from karn.apps.company.models import Company
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Subscription
from karn.apps.customers.models import Customer
from karn.apps.farewell.actions.declarations import Received, TooManyDeclarations, receive_declaration
from karn.apps.farewell.models.declarations import Sort
from karn.apps.farewell.queries.declarations import opened_customer, running_contracts
from karn.apps.farewell.queries.procedures import procedure_in
from karn.apps.farewell.rules.declarations import Said, Wrong, read_declaration
from karn.apps.farewell.rules.packs import Pack, pack_of
from karn.platform.links import NoSuchLink
from karn.platform.wording import in_words
from karn.web.asked import word_asked
from karn.web.entrance.machines import network_of
from karn.web.public_page import language_asked, public_page

SHEETS = ("goodbye.css",)
FIELDS = ("name", "contract", "wanted_on", "receipt_to", "extraordinary", "reason")
_SAID = (*FIELDS, "subscription")
_ONCE = 32

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Let anybody in, without a cookie, in the language asked for or the browser's; 404 where it is off."""

    @csrf_exempt
    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, language: str = "", **told: str) -> HttpResponse:
        language = language or language_asked(request)
        company = current_company()
        with translation.override(language):
            if not company.has(Station.GOODBYE):
                return gone(request, language)
            if request.method == "POST" and not _is_ours(request):
                return _elsewhere(request, language, company)
            try:
                return view(request, language, company, **told)
            except NoSuchLink:
                return gone(request, language)

    return opened


def _is_ours(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page of ours, by what the browser says of it.

    Our pages send no referrer, so that older browsers tell no origin ("null"): in doubt it counts as ours.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    ours = (request.get_host(), urlsplit(settings.INSTALLATION.site).netloc)
    return origin == "null" or urlsplit(origin).netloc in ours


def _elsewhere(request: HttpRequest, language: str, company: Company) -> HttpResponse:
    """Return the page for a form on another site, which uses its visitors: it leads to the page itself."""
    told: dict[str, object] = {"cancel_label": pack_of(company.country).label(language).cancel}
    return public_page(request, "goodbye/elsewhere.html", told, language, status=403, sheets=SHEETS)


def gone(request: HttpRequest, language: str) -> HttpResponse:
    """Return the page of whatever opens nothing: the same, whatever is wrong. It leads on to leaving."""
    company = current_company()
    label = pack_of(company.country).label(language).cancel if company.has(Station.GOODBYE) else ""
    told: dict[str, object] = {"cancel_label": label}
    return public_page(request, "goodbye/gone.html", told, language, status=404, sheets=SHEETS)


@public
def cancel(request: HttpRequest, language: str, company: Company, token: str = "") -> HttpResponse:
    """Show the page on which one gives notice; receive it."""
    return _declare(request, language, company, Sort.CANCEL, token)


@public
def cancel_how(request: HttpRequest, language: str, company: Company) -> HttpResponse:
    """Tell how leaving works here; search engines may find it."""
    told = {
        "company_name": company.name,
        "sections": procedure_in(language).sections,
        "labels": pack_of(company.country).label(language),
        "listed": True,
        "lang_links": True,
        "here": "cancel/how",
    }
    response = public_page(request, "goodbye/how.html", told, language, sheets=SHEETS)
    del response["X-Robots-Tag"]
    return response


@login_not_required
def without_slash(request: HttpRequest, **_told: str) -> HttpResponse:
    """Lead from an address with a slash at its end, as some sites write it, to the page."""
    return HttpResponseRedirect(request.path.rstrip("/"))


@public
def withdraw(request: HttpRequest, language: str, company: Company, token: str = "") -> HttpResponse:
    """Show the page on which a consumer withdraws from a contract; receive it."""
    return _declare(request, language, company, Sort.WITHDRAW, token)


def _declare(request: HttpRequest, language: str, company: Company, sort: str, token: str) -> HttpResponse:
    at = timezone.now()
    customer = opened_customer(token, at=at) if token else None
    pack = pack_of((customer.country if customer else "") or company.country)
    contracts = running_contracts(customer.pk, on=local_day(at, company)) if customer else []
    page = _Page(request, language, company, sort, token, customer, pack, contracts)
    return page.sent() if request.method == "POST" else page.shown()


@dataclass(frozen=True)
class _Page:
    """One page on which one declares, for one reader."""

    request: HttpRequest
    language: str
    company: Company
    sort: str
    token: str
    customer: Customer | None
    pack: Pack
    contracts: list[Subscription]

    @property
    def is_notice(self) -> bool:
        """Whether it is for notice, and not for withdrawal."""
        return self.sort == Sort.CANCEL

    @property
    def asked(self) -> tuple[str, ...]:
        """The fields the pack lets us ask."""
        kept = ("identity", "contract", "receipt")
        return tuple(field for field in self.pack.cancel.fields if self.is_notice or field in kept)

    def shown(
        self, fields: dict[str, str] | None = None, wrong: Wrong | None = None, alert: str = "",
        status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        """Return the page, with what was filled in and is not right."""
        labels = self.pack.label(self.language)
        told = {
            "company_name": self.company.name,
            "heading": labels.cancel if self.is_notice else labels.withdraw,
            "button": labels.cancel_now if self.is_notice else labels.withdraw_now,
            "other": labels.withdraw if self.is_notice else labels.cancel,
            "is_notice": self.is_notice,
            "asked": self.asked,
            "asks_cause": not self.company.health_data,
            "customer": self.customer,
            "contracts": self.contracts if len(self.contracts) > 1 else [],
            "fields": fields or self._begun(),
            "wrong": wrong or {},
            "alert": alert,
            "once": secrets.token_hex(_ONCE // 2),
            "here": "cancel" if self.is_notice else "withdraw",
            "days": self.pack.withdrawal_days,
            "lang_links": not self.token,
        }
        return public_page(
            self.request, "goodbye/declare.html", told, self.language, status=status, sheets=SHEETS
        )

    def _begun(self) -> dict[str, str]:
        return {"receipt_to": self.customer.email} if self.customer else {}

    def sent(self) -> HttpResponse:
        """Receive what was sent, and lead to its receipt."""
        at = timezone.now()
        fields = {name: word_asked(self.request.POST, name) for name in FIELDS}
        said, wrong = read_declaration(
            fields, asked=self.asked, known=self.customer is not None, on=local_day(at, self.company),
            with_cause=not self.company.health_data,
        )  # fmt: skip
        if wrong:
            return self.shown(fields, wrong, status=400)
        try:
            secret = self._received(said).secret
        except TooManyDeclarations as error:
            return self.shown(fields, alert=in_words(error), status=429)
        return HttpResponseRedirect(f"{reverse('receipt', args=[secret])}?lang={self.language}")

    def _received(self, said: Said) -> Received:
        return receive_declaration(
            sort=self.sort, said=said, language=self.language, customer=self.customer,
            subscription=self._chosen(), once=self._once(), machine=network_of(self.request),
            at=timezone.now(),
        )  # fmt: skip

    def _chosen(self) -> Subscription | None:
        told = word_asked(self.request.POST, "subscription")
        if len(self.contracts) == 1:
            return self.contracts[0]
        return next((one for one in self.contracts if str(one.pk) == told), None)

    def _once(self) -> str:
        """Name this form with what it says: gone back and changed, it is another declaration."""
        text = word_asked(self.request.POST, "once")
        if not (len(text) == _ONCE and text.isascii() and text.isalnum()):
            return ""
        told = [text, self.sort, self.token, *(word_asked(self.request.POST, name) for name in _SAID)]
        return salted_hmac("karn.farewell.once", "\x00".join(told), algorithm="sha256").hexdigest()[:_ONCE]
