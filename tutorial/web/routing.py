"""The sockets' address space."""

from django.urls import path, re_path

from tutorial.web.consumers import AttemptConsumer, Nowhere

websocket_urlpatterns = [
    path("ws/attempts/<str:attempt>", AttemptConsumer.as_asgi()),
    re_path(r"", Nowhere.as_asgi()),
]
