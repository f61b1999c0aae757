"""The address space of the site."""

from django.urls import include, path

urlpatterns = [path("", include("tutorial.web.urls"))]
handler404 = "tutorial.web.pages.not_found"
handler500 = "tutorial.web.pages.server_error"
