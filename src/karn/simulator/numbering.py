"""Put the books in order of time and give their rows numbers, as the company's own systems would."""

from __future__ import annotations

from datetime import date

from karn.simulator.rows import Books


def number_books(books: Books) -> None:
    """Sort what happened by when it happened, and number it; invoices count up within each year."""
    books.conversations.sort(key=lambda row: (row.happened_at, row.customer_id, row.subject))
    for number, conversation in enumerate(books.conversations, start=1):
        conversation.conversation_id = f"G{number:06d}"
    books.orders.sort(key=lambda row: (row.ordered_on, row.customer_id))
    for number, order in enumerate(books.orders, start=1):
        order.order_id = f"P{number:04d}"
    books.departures.sort(key=lambda row: (row.notice_on or row.contract_ends_on, row.customer_id))
    for number, departure in enumerate(books.departures, start=1):
        departure.departure_id = f"V{number:05d}"
    books.truths.sort(key=lambda row: row.departure.departure_id)
    _number_payments(books)


def _number_payments(books: Books) -> None:
    books.payments.sort(key=lambda row: (row.invoiced_on, row.subscription_id, row.attempt))
    issued: dict[int, int] = {}
    last: tuple[date, str] | None = None
    invoice_id = ""
    for number, payment in enumerate(books.payments, start=1):
        if (payment.invoiced_on, payment.subscription_id) != last:
            last, year = (payment.invoiced_on, payment.subscription_id), payment.invoiced_on.year
            issued[year] = issued.get(year, 0) + 1
            invoice_id = f"F{year}-{issued[year]:05d}"
        payment.invoice_id = invoice_id
        payment.payment_id = f"B{number:06d}"
