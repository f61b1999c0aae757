"""What tests ask of rooms and of what is stored of them."""

from tests.web.talk import Begun
from tutorial.web import models
from tutorial.web.hall import Hall, hall
from tutorial.web.room import Room


def stored(begun: Begun) -> list[models.Entry]:
    return list(models.Entry.objects.filter(branch__attempt=begun.id).order_by("seq"))


async def room_of(begun: Begun, where: Hall | None = None) -> Room:
    room = await (where or hall()).room(begun.id)
    assert room is not None
    return room


async def state_hash(room: Room) -> str:
    async with room.looking() as awake:
        return awake.attempt.published.hash()
