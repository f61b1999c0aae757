"""The pages and interfaces of the site."""

from django.urls import path, re_path

from tutorial.web import cluster, health, operations, pages, schemas

urlpatterns = [
    path("", pages.home),
    path("l/<str:lesson>", pages.lesson_page),
    path("l/<str:lesson>/stamp", pages.watched),
    path("a/<str:attempt>", pages.attempt_page),
    path("v/<str:view>", pages.view_page),
    path("s/<str:link>", pages.shared_page),
    *operations.urlpatterns(),
    path("api/openapi.json", operations.document),
    path("schemas/marathon-app.json", schemas.marathon_app),
    re_path(r"^c/(?P<secret>[^/]+)(?:/(?P<rest>.*))?$", cluster.cluster),
    re_path(r"^(?P<rest>mesos_dns/.*)$", cluster.by_token),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
