"""Charts: each a Vega-Lite specification made here and drawn on the server. No script in the page."""
