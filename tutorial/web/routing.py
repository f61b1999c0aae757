"""The sockets' address space."""

from django.urls import path, re_path

from tutorial.web.consumers import attempt_socket, nowhere

websocket_urlpatterns = [
    path("ws/attempts/<str:attempt>", attempt_socket),  # type: ignore[arg-type]
    re_path(r"", nowhere),  # type: ignore[arg-type]
]
