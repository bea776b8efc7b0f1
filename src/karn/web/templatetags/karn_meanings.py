"""What each figure is called and means, in the plainest words; the cards say it in full."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

MEANINGS = {
    "customer_churn": (
        _("Customers lost"),
        _(
            "Of the customers who paid just before the period began, those who no longer paid just before it "
            "ended. Who joined and left within the period is counted beside it."
        ),
    ),
    "mrr_movements": (
        _("Revenue that came and went"),
        _(
            "Monthly recurring revenue at the start, everything that changed it, and at the end. "
            "The start and "
            "all changes add up to the end, to the cent."
        ),
    ),
    "gross_mrr_churn": (
        _("Revenue lost"),
        _(
            "Of what the customers at the start paid a month, what they stopped paying: by "
            "leaving or by paying "
            "less. Growth of others does not make up for it."
        ),
    ),
    "net_mrr_churn": (
        _("Revenue lost, after growth"),
        _(
            "What the customers at the start pay less at the end, after the growth of those who "
            "stayed. Below "
            "zero, they pay more together than before."
        ),
    ),
    "gross_revenue_retention": (
        _("Revenue kept"),
        _(
            "Of what the customers at the start paid, what they still pay; none counts for more "
            "than it paid then."
        ),
    ),
    "net_revenue_retention": (
        _("Revenue kept, with growth"),
        _(
            "What the customers at the start pay at the end, growth included, over what they paid "
            "at the start."
        ),
    ),
    "quick_ratio": (
        _("Gained for each one lost"),
        _("Revenue from new, growing and returning customers, over the revenue that left or shrank."),
    ),
    "arpa": (
        _("Revenue a customer"),
        _("Monthly recurring revenue at the end, over the customers at the end."),
    ),
    "lifetime_value": (
        _("What a customer is worth"),
        _(
            "Revenue a customer, times your margin, over the mean monthly churn of the last six full months. "
            "With fewer than 20 customers lost it is too uncertain to use."
        ),
    ),
    "churn_cost": (
        _("What losing customers cost"),
        _(
            "The customers lost, times what a customer is worth plus what winning one costs. One point less: "
            "one in a hundred of the customers at the start, times the same. With fewer than 20 "
            "customers lost "
            "it is too uncertain to use."
        ),
    ),
    "cohort_retention": (
        _("Who is still here, by the month they joined"),
        _(
            "Customers who first paid in the same month, and how many of them still paid at the end of each "
            "month after. A month that is not over is provisional."
        ),
    ),
    "activity_retention": (
        _("Who still does something"),
        _("Customers who did something for the first time together, and how many did it again later."),
    ),
    "survival": (
        _("How long customers stay"),
        _(
            "The chance to be still here after so many whole months, from all customers there "
            "ever were, also "
            "those who have not left (Kaplan and Meier 1958, with Greenwood's interval at 90 %)."
        ),
    ),
    "departures_by_kind": (
        _("How customers left"),
        _(
            "Customers who left in the period, by who ended it and how. Where nobody said so, it is unknown. "
            "Notice given before the first failed payment counts as left by choice."
        ),
    ),
    "scheduled_departures": (
        _("Leaving soon"),
        _("Customers who still pay, and of whom the end is known."),
    ),
}


@register.filter
def figure_title(name: str) -> str:
    """Return what a figure is called."""
    return str(MEANINGS[name][0]) if name in MEANINGS else name.replace("_", " ").capitalize()


@register.filter
def figure_meaning(name: str) -> str:
    """Return what a figure means."""
    return str(MEANINGS[name][1]) if name in MEANINGS else ""
