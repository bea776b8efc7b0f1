"""What every test with Django needs: a data folder of its own, made before Django starts."""

import importlib.util
import os
import tempfile

os.environ.setdefault("KARN_DATA", tempfile.mkdtemp(prefix="karn-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")

# pytest-django read the environment before this file; the engine's tests also run without Django.
if importlib.util.find_spec("django"):
    import django

    django.setup()
