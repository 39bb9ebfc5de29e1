"""The headers every answer carries, whoever made it (docs/security.md)."""

from django.conf import settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
# Those that browsers know by these names: an unknown one denies nothing and is a warning on every page.
DEVICES = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid idle-detection "
    "local-fonts magnetometer microphone midi payment picture-in-picture publickey-credentials-create publickey-credentials-get "
    "screen-wake-lock serial usb window-management xr-spatial-tracking"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{device}=()" for device in DEVICES.split()),
}
HSTS = "max-age=31536000; includeSubDomains; preload"


def always() -> dict[str, str]:
    """Return the headers that belong on every answer of this installation."""
    return ALWAYS | ({"Strict-Transport-Security": HSTS} if settings.HTTPS else {})


class EveryAnswer:
    """Puts them on the answers of the parts that are not Django (files, the live channel), where they are missing."""

    def __init__(self, app):
        self.app = app
        self.headers = [(name.lower().encode(), value.encode()) for name, value in always().items()]

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message):
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _value in message.get("headers", [])}
                message["headers"] = [*message.get("headers", []), *(pair for pair in self.headers if pair[0] not in given)]
            await send(message)

        return await self.app(scope, receive, with_headers)
