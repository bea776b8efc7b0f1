"""The API: a third face beside the pages and the command line. Parse, one domain call, answer in JSON."""
