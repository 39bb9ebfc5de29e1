"""The live feed as the Channels tutorial teaches it: a channel per socket, one group, `group_send`.

Nothing here is Plein's; it stands beside the hub in the results so that readers see why there is a hub.
"""

import os

from django.conf import settings

REDIS = {"hosts": [os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9")], "prefix": "bench-textbook"}
settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": REDIS}}, USE_TZ=True)

from channels.generic.http import AsyncHttpConsumer  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402

GROUP = "everyone"


class Live(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def say(self, event):
        await self.send(text_data=event["text"])


class Say(AsyncHttpConsumer):
    """Stands in for the view that has just saved a status."""

    async def handle(self, body):
        await get_channel_layer().group_send(GROUP, {"type": "say", "text": body.decode()})
        await self.send_response(202, b"")


application = ProtocolTypeRouter({"websocket": Live.as_asgi(), "http": Say.as_asgi()})
