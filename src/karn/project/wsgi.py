"""What a web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")
application = get_wsgi_application()

_ = get_resolver().url_patterns  # loads all pages now: whoever comes first does not wait for them

# What was loaded stays. Looking through it for garbage every few thousand objects took a tenth of each page.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)

# Said by `karn serve`. Each of its processes loads this file after it was forked: no thread is lost by that.
if os.environ.get("KARN_WORK_WITH_PAGES"):
    from karn.platform.runs.workers import start_with_pages

    start_with_pages()
