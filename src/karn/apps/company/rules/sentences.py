"""Sentences about many customers, with the word a company has for them: each once for each word."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.rules.words import Word

SENTENCES: Final[dict[str, dict[Word, Promise]]] = {
    "none_yours": {
        Word.CUSTOMER: _("None of the customers in your care."),
        Word.CLIENT: _("None of the clients in your care."),
        Word.SUBSCRIBER: _("None of the subscribers in your care."),
        Word.MEMBER: _("None of the members in your care."),
        Word.PATIENT: _("None of the patients in your care."),
    },
    "no_signs_yours": {
        Word.CUSTOMER: _("No warning signs among the customers in your care."),
        Word.CLIENT: _("No warning signs among the clients in your care."),
        Word.SUBSCRIBER: _("No warning signs among the subscribers in your care."),
        Word.MEMBER: _("No warning signs among the members in your care."),
        Word.PATIENT: _("No warning signs among the patients in your care."),
    },
    "share_who_left": {
        Word.CUSTOMER: _(
            "The line is the share of customers who left in the month. The band is "
            "where it would lie by chance alone, nine times in ten."
        ),
        Word.CLIENT: _(
            "The line is the share of clients who left in the month. The band is "
            "where it would lie by chance alone, nine times in ten."
        ),
        Word.SUBSCRIBER: _(
            "The line is the share of subscribers who left in the month. The band is "
            "where it would lie by chance alone, nine times in ten."
        ),
        Word.MEMBER: _(
            "The line is the share of members who left in the month. The band is "
            "where it would lie by chance alone, nine times in ten."
        ),
        Word.PATIENT: _(
            "The line is the share of patients who left in the month. The band is "
            "where it would lie by chance alone, nine times in ten."
        ),
    },
    "share_still_here": {
        Word.CUSTOMER: _(
            "The share of customers still here after so many months. The band is where "
            "it would lie by chance alone, nine times in ten."
        ),
        Word.CLIENT: _(
            "The share of clients still here after so many months. The band is where "
            "it would lie by chance alone, nine times in ten."
        ),
        Word.SUBSCRIBER: _(
            "The share of subscribers still here after so many months. The band is where "
            "it would lie by chance alone, nine times in ten."
        ),
        Word.MEMBER: _(
            "The share of members still here after so many months. The band is where "
            "it would lie by chance alone, nine times in ten."
        ),
        Word.PATIENT: _(
            "The share of patients still here after so many months. The band is where "
            "it would lie by chance alone, nine times in ten."
        ),
    },
    "how_long": {
        Word.CUSTOMER: _("How long customers stay"),
        Word.CLIENT: _("How long clients stay"),
        Word.SUBSCRIBER: _("How long subscribers stay"),
        Word.MEMBER: _("How long members stay"),
        Word.PATIENT: _("How long patients stay"),
    },
    "none_yet": {
        Word.CUSTOMER: _("No customers yet"),
        Word.CLIENT: _("No clients yet"),
        Word.SUBSCRIBER: _("No subscribers yet"),
        Word.MEMBER: _("No members yet"),
        Word.PATIENT: _("No patients yet"),
    },
    "none_yours_yet": {
        Word.CUSTOMER: _("No customers in your care yet"),
        Word.CLIENT: _("No clients in your care yet"),
        Word.SUBSCRIBER: _("No subscribers in your care yet"),
        Word.MEMBER: _("No members in your care yet"),
        Word.PATIENT: _("No patients in your care yet"),
    },
    "which": {
        Word.CUSTOMER: _("Say which customers you mean. Conditions can be joined in groups."),
        Word.CLIENT: _("Say which clients you mean. Conditions can be joined in groups."),
        Word.SUBSCRIBER: _("Say which subscribers you mean. Conditions can be joined in groups."),
        Word.MEMBER: _("Say which members you mean. Conditions can be joined in groups."),
        Word.PATIENT: _("Say which patients you mean. Conditions can be joined in groups."),
    },
    "still_pay": {
        Word.CUSTOMER: _(
            "Of what customers paid twelve months earlier, what they still "
            "pay: without their growth, and with it."
        ),
        Word.CLIENT: _(
            "Of what clients paid twelve months earlier, what they still "
            "pay: without their growth, and with it."
        ),
        Word.SUBSCRIBER: _(
            "Of what subscribers paid twelve months earlier, what they still "
            "pay: without their growth, and with it."
        ),
        Word.MEMBER: _(
            "Of what members paid twelve months earlier, what they still "
            "pay: without their growth, and with it."
        ),
        Word.PATIENT: _(
            "Of what patients paid twelve months earlier, what they still "
            "pay: without their growth, and with it."
        ),
    },
    "still_pay_monthly": {
        Word.CUSTOMER: _("Of what customers paid a month twelve months earlier, what they still pay."),
        Word.CLIENT: _("Of what clients paid a month twelve months earlier, what they still pay."),
        Word.SUBSCRIBER: _("Of what subscribers paid a month twelve months earlier, what they still pay."),
        Word.MEMBER: _("Of what members paid a month twelve months earlier, what they still pay."),
        Word.PATIENT: _("Of what patients paid a month twelve months earlier, what they still pay."),
    },
    "too_few": {
        Word.CUSTOMER: _("Too few customers yet to draw this."),
        Word.CLIENT: _("Too few clients yet to draw this."),
        Word.SUBSCRIBER: _("Too few subscribers yet to draw this."),
        Word.MEMBER: _("Too few members yet to draw this."),
        Word.PATIENT: _("Too few patients yet to draw this."),
    },
    "groups": {
        Word.CUSTOMER: _(
            "Groups of customers you describe once. Who belongs to one is looked up anew each time."
        ),
        Word.CLIENT: _(
            "Groups of clients you describe once. Who belongs to one is looked up anew each time."
        ),
        Word.SUBSCRIBER: _(
            "Groups of subscribers you describe once. Who belongs to one is looked up anew each time."
        ),
        Word.MEMBER: _(
            "Groups of members you describe once. Who belongs to one is looked up anew each time."
        ),
        Word.PATIENT: _(
            "Groups of patients you describe once. Who belongs to one is looked up anew each time."
        ),
    },
    "segment_says": {
        Word.CUSTOMER: _(
            "A segment says which customers you mean: on the list, in files and in every figure."
        ),
        Word.CLIENT: _("A segment says which clients you mean: on the list, in files and in every figure."),
        Word.SUBSCRIBER: _(
            "A segment says which subscribers you mean: on the list, in files and in every figure."
        ),
        Word.MEMBER: _("A segment says which members you mean: on the list, in files and in every figure."),
        Word.PATIENT: _("A segment says which patients you mean: on the list, in files and in every figure."),
    },
    "asked_lately": {
        Word.CUSTOMER: _(
            "What customers asked in the last %(days)s days and nobody "
            "answered yet; who waits longest stands first."
        ),
        Word.CLIENT: _(
            "What clients asked in the last %(days)s days and nobody "
            "answered yet; who waits longest stands first."
        ),
        Word.SUBSCRIBER: _(
            "What subscribers asked in the last %(days)s days and nobody "
            "answered yet; who waits longest stands first."
        ),
        Word.MEMBER: _(
            "What members asked in the last %(days)s days and nobody "
            "answered yet; who waits longest stands first."
        ),
        Word.PATIENT: _(
            "What patients asked in the last %(days)s days and nobody "
            "answered yet; who waits longest stands first."
        ),
    },
    "asked_long_ago": {
        Word.CUSTOMER: _("What customers asked more than %(days)s days ago and nobody answered."),
        Word.CLIENT: _("What clients asked more than %(days)s days ago and nobody answered."),
        Word.SUBSCRIBER: _("What subscribers asked more than %(days)s days ago and nobody answered."),
        Word.MEMBER: _("What members asked more than %(days)s days ago and nobody answered."),
        Word.PATIENT: _("What patients asked more than %(days)s days ago and nobody answered."),
    },
    "covered": {
        Word.CUSTOMER: _(
            "On these days a colleague sees the customers of who is away, and can look after them."
        ),
        Word.CLIENT: _("On these days a colleague sees the clients of who is away, and can look after them."),
        Word.SUBSCRIBER: _(
            "On these days a colleague sees the subscribers of who is away, and can look after them."
        ),
        Word.MEMBER: _("On these days a colleague sees the members of who is away, and can look after them."),
        Word.PATIENT: _(
            "On these days a colleague sees the patients of who is away, and can look after them."
        ),
    },
    "kept_of": {
        Word.CUSTOMER: _("What you keep of customers beyond what Karn knows: of which kind, and what for."),
        Word.CLIENT: _("What you keep of clients beyond what Karn knows: of which kind, and what for."),
        Word.SUBSCRIBER: _(
            "What you keep of subscribers beyond what Karn knows: of which kind, and what for."
        ),
        Word.MEMBER: _("What you keep of members beyond what Karn knows: of which kind, and what for."),
        Word.PATIENT: _("What you keep of patients beyond what Karn knows: of which kind, and what for."),
    },
}
"""What is said: the sentence's name, then the word."""


def say_sentence(name: str, word: str, **told: object) -> str:
    """Return one of SENTENCES in the reader's language, with what it tells; no such word: "customers"."""
    known = Word(word) if word in set(Word) else Word.CUSTOMER
    said = str(SENTENCES[name][known])
    return said % told if told else said
