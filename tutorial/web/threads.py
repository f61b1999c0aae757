"""The threads that wait for the database, so that the event loop never does: one that writes, a few that read."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import Error, connection

P = ParamSpec("P")
R = TypeVar("R")

_WRITER = ThreadPoolExecutor(1, thread_name_prefix="journal")
_READERS = ThreadPoolExecutor(3, thread_name_prefix="reader")


def _tidy(call: Callable[[], R]) -> R:
    """Call, and leave a broken connection behind: the next call gets a new one."""
    try:
        return call()
    except Error:
        connection.close_if_unusable_or_obsolete()
        raise


def writing(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[R]":
    """Begin to run in the writing thread: calls happen in the order in which they were made. Await the result."""
    return asyncio.get_running_loop().run_in_executor(_WRITER, _tidy, partial(call, *args, **kwargs))


async def write(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run in the writing thread."""
    return await writing(call, *args, **kwargs)


async def read(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run in a reading thread."""
    return await asyncio.get_running_loop().run_in_executor(_READERS, _tidy, partial(call, *args, **kwargs))
