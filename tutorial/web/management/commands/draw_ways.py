"""`manage.py draw_ways`: plays every lesson's solution and notes the way of its last request for the home page."""

from typing import Any

from django.core.management.base import BaseCommand

from tutorial.web import ways


class Command(BaseCommand):
    help = "Draw the ways that the list of lessons shows, so that nobody has to wait for them."
    requires_system_checks: list[str] = []  # noqa: RUF012, as Django declares it

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw them anew, all of them."""
        ways.draw()
