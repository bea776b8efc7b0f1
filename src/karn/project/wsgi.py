"""What a web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")
application = get_wsgi_application()

# Said by `karn serve`. Each of its processes loads this file after it was forked: no thread is lost by that.
if os.environ.get("KARN_WORK_WITH_PAGES"):
    from karn.platform.runs.workers import start_with_pages

    start_with_pages()
