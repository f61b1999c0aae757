"""The article's commands, typed in order, print what the article prints."""

import pytest

from tests.build import article_attempt, typed
from tests.golden.transcript import Printed, play

BALANCED = ("host", "bridge", "marathon-lb", "overlay")


@pytest.mark.parametrize(
    "lessons", [("host",), ("host", "bridge"), ("host", "bridge", "overlay"), BALANCED], ids=" ".join
)
def test_each_step_of_the_article_prints_what_it_should(lessons: tuple[str, ...]) -> None:
    attempt = article_attempt()

    def types(place: str, text: str) -> Printed:
        line = typed(attempt, text, place)
        return Printed(line.text("stdout"), line.exit_code)

    play(lessons, types, outside=lessons == BALANCED)
