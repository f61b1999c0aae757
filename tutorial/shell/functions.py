"""Functions: what a call of one has of its own, and what is as before when it ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from tutorial.shell.session import Session

Values = tuple[tuple[str, str], ...]


class Return(Exception):
    """`return`: the function, or the file that is read, ends with an exit code."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


@contextmanager
def arguments_of(session: Session, arguments: tuple[str, ...]) -> Iterator[None]:
    """Other positional parameters, and `return` has something to leave."""
    before, session.arguments = session.arguments, arguments
    session.callers += 1
    try:
        yield
    finally:
        session.callers -= 1
        session.arguments = before


@contextmanager
def local_variables(session: Session, values: Values = ()) -> Iterator[None]:
    """What `local` names within, and the `values` that stand before a command, is as before behind it."""
    session.scopes.append({})
    try:
        for name, value in values:
            session.make_local(name)
            session.put(name, value, exported=True)
        yield
    finally:
        session.leave_scope()


@contextmanager
def called(session: Session, arguments: tuple[str, ...], values: Values) -> Iterator[None]:
    """Everything that a function's call has of its own; it knows of no loop around it."""
    loops, session.loops = session.loops, 0
    try:
        with arguments_of(session, arguments), local_variables(session, values):
            yield
    finally:
        session.loops = loops
