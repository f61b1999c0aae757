"""Variables and arrays: those of the whole program, and those of the functions that are running."""

from dataclasses import dataclass, field

from tutorial.shell.awk.values import Outside, Value, number, text
from tutorial.shell.errors import UsageError

Array = dict[str, Value]
ELEMENTS_LIMIT = 100_000
"""Elements of all arrays together."""


@dataclass(slots=True)
class Untyped:
    """An argument that was never set: used as an array it becomes one, where it came from, too."""

    scope: "dict[str, Slot]"
    name: str


Slot = Value | Array | Untyped


@dataclass(slots=True)
class Scope:
    """The variables. `locals` are the parameters of the running functions, the innermost last."""

    globals: dict[str, Slot] = field(default_factory=dict)
    locals: list[dict[str, Slot]] = field(default_factory=list)
    elements: int = 0

    def where(self, name: str) -> dict[str, Slot]:
        """Where a variable of that name lives."""
        return self.locals[-1] if self.locals and name in self.locals[-1] else self.globals

    def get(self, name: str) -> Value:
        """A variable's value; UsageError for an array."""
        found = self.where(name).get(name)
        if isinstance(found, dict):
            raise UsageError(f"fatal: attempt to use array `{name}' in a scalar context", exit_code=2)
        return None if isinstance(found, Untyped) else found

    def put(self, name: str, value: Value) -> None:
        """Set a variable."""
        where = self.where(name)
        if isinstance(where.get(name), dict):
            raise UsageError(f"fatal: attempt to use array `{name}' in a scalar context", exit_code=2)
        where[name] = value

    def array(self, name: str) -> Array:
        """The array of that name, which is made where there is none yet."""
        return self._array(self.where(name), name)

    def _array(self, where: dict[str, Slot], name: str) -> Array:
        found = where.get(name)
        if isinstance(found, Untyped):
            found = where[name] = self._array(found.scope, found.name)
        if found is None:
            found = where[name] = {}
        if not isinstance(found, dict):
            raise UsageError(f"fatal: attempt to use scalar `{name}' as an array", exit_code=2)
        return found

    def passed(self, name: str) -> Slot:
        """What a function gets for a variable: its value, the array itself, or what may become one."""
        where = self.where(name)
        found = where.get(name)
        return Untyped(where, name) if found is None else found

    def element(self, array: Array, key: str) -> Value:
        """An element, which is there from now on."""
        if key not in array:
            self.set_element(array, key, None)
        return array[key]

    def set_element(self, array: Array, key: str, value: Value) -> None:
        """Set an element; UsageError when there are too many."""
        if key not in array:
            self.elements += 1
            if self.elements > ELEMENTS_LIMIT:
                raise UsageError(f"fatal: more than {ELEMENTS_LIMIT:,} elements are not supported here", exit_code=2)
        array[key] = value

    def clear(self, array: Array, key: str | None = None) -> None:
        """Delete an element, or all of them."""
        if key is None:
            self.elements -= len(array)
            array.clear()
        elif key in array:
            self.elements -= 1
            del array[key]

    def text(self, name: str) -> str:
        """A variable as a text."""
        return text(self.get(name))

    def number(self, name: str) -> float:
        """A variable as a number."""
        return number(self.get(name))

    def fill(self, array: Array, values: list[str]) -> None:
        """Put values into an array that is emptied, under 1, 2, 3…"""
        self.clear(array)
        for at, value in enumerate(values, 1):
            self.set_element(array, str(at), Outside(value))
