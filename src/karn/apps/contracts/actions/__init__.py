"""Changing contracts, invoices, orders, departures, hours and costs by hand."""
