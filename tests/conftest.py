"""What every test with Django needs: a data folder of its own, made before Django starts."""

import importlib.util
import os
import tempfile
from pathlib import Path

os.environ.setdefault("KARN_DATA", tempfile.mkdtemp(prefix="karn-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")


def pytest_configure() -> None:
    """Serve static files without the manifest of a release, and spare the tests slow password hashes."""
    if importlib.util.find_spec("django") is None:
        return  # the engine's tests also run without it
    from django.conf import settings  # noqa: PLC0415 (only where Django is there)

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
