"""How customers leave well: notice, withdrawal, receipt and goodbye."""
