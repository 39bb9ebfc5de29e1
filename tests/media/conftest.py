import asyncio

import httpx
import pytest
from django.test import Client

from media import serve


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def sign_in():
    """Return the session cookie of a real sign-in; None is somebody at the door."""

    def enter(member) -> dict[str, str]:
        client = Client()
        if member is not None:
            client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
        return {name: morsel.value for name, morsel in client.cookies.items()}

    return enter


@pytest.fixture
def ask(transactional_db, sign_in):
    """Ask the application that serves files, as `member` (or with a cookie dict)."""

    def fetch(member, path: str, method: str = "GET", **headers) -> httpx.Response:
        cookies = member if isinstance(member, dict) else sign_in(member)

        async def one():
            transport = httpx.ASGITransport(serve.files)
            async with httpx.AsyncClient(transport=transport, base_url="http://plein.test", cookies=cookies) as client:
                return await client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})

        return asyncio.run(one())

    yield fetch
    serve.close()
