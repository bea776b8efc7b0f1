"""What every test with Django needs: a data folder of its own, made before Django starts."""

import os
import tempfile

os.environ.setdefault("KARN_DATA", tempfile.mkdtemp(prefix="karn-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")
