"""What every test with Django needs: a data folder of its own, made before Django starts."""

import importlib.util
import os
import tempfile
from pathlib import Path

os.environ.setdefault("KARN_DATA", tempfile.mkdtemp(prefix="karn-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")


def _start_django() -> None:
    """Start Django without a release's manifest of static files and without slow password hashes."""
    import django  # noqa: PLC0415 (only where Django is there)
    from django.conf import settings  # noqa: PLC0415

    from karn.platform.translations import compile_stale  # noqa: PLC0415

    compile_stale()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    django.setup()


# pytest-django read the environment before this file; the engine's tests also run without Django.
if importlib.util.find_spec("django"):
    _start_django()
