"""The ASGI application: pages by Django, the socket by Channels. Nothing here depends on the server that runs it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutorial.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter

from tutorial.web.routing import websocket_urlpatterns

application = ProtocolTypeRouter({"http": pages, "websocket": URLRouter(websocket_urlpatterns)})
