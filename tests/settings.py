"""The product's settings, with a hasher that does not cost a quarter of a second."""

import atexit
import os
import shutil
import tempfile

# A folder and a place in Redis for each process that runs tests.
folder = tempfile.mkdtemp(prefix="plein-test-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["PLEIN_DATA"] = folder
os.environ["PLEIN_REDIS_PREFIX"] = f"plein-test-{os.getpid()}"

from plein.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if SQLITE:  # noqa: F405 - a file, because threads cannot share a database in memory the way processes share a real one
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
