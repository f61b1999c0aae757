"""The ASGI application: pages by Django, the socket by Channels. Nothing here depends on the server that runs it."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutorial.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter

from tutorial.web.routing import websocket_urlpatterns

application = ProtocolTypeRouter({"http": pages, "websocket": URLRouter(websocket_urlpatterns)})

# A line makes many small frozen values and next to no cycles. Looking for cycles every 700 of them took a fifth of a
# short line's time, and a tenth of a second now and then with many worlds awake.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
