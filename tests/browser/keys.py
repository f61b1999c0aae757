"""What a learner does who has a keyboard and no pointer: keys, and nothing else, wherever the focus is.

The page is looked at, but never touched in another way: there is no click here, no `focus()`, no `fill()`.
"""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

STOPS = 150
"""More stops of Tab than this no page has."""

WATCH = """for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"])
  addEventListener(kind, () => sessionStorage.setItem("pointed", kind), true);"""
"""Remembers that somebody used a pointer after all."""

NAME = "(({tagName, id, className, value}) => `${tagName}#${id || className || value}`)(document.activeElement)"
HAS_FOCUS = """element =>
  (element.tagName === "FIELDSET" ? element.contains(document.activeElement) : element === document.activeElement)"""


@dataclass
class Keys:
    """A keyboard before a page."""

    page: Page

    @classmethod
    def before(cls, page: Page) -> "Keys":
        """The keyboard of a learner; from now on pointers are noticed."""
        page.add_init_script(WATCH)
        return cls(page)

    def press(self, *names: str) -> None:
        """Press keys, one after the other."""
        for name in names:
            self.page.keyboard.press(name)

    def tab_to(self, place: Locator, *, back: bool = False) -> None:
        """Press Tab, or Shift and Tab, until a place has the focus."""
        expect(place).to_have_count(1)
        trail: list[str] = []
        for _ in range(STOPS):
            if place.evaluate(HAS_FOCUS):
                return
            self.press("Shift+Tab" if back else "Tab")
            trail.append(self.page.evaluate(NAME))
        raise AssertionError(f"Tab does not lead to {place}, but to {', '.join(dict.fromkeys(trail))}")

    def enter(self, place: Locator, *, back: bool = False) -> None:
        """Go to a button or link, and press it."""
        self.tab_to(place, back=back)
        self.press("Enter")

    def line(self, text: str) -> None:
        """Go to the line with `t`, or stay in it, and type a text there."""
        field = self.page.locator("#line")
        if not field.evaluate(HAS_FOCUS):
            self.press("t")
        expect(field).to_be_focused()
        self.page.keyboard.type(text)
        self.press("Enter")

    def terminal(self, name: str) -> None:
        """From the line to another place's tab, which gives the line the focus again."""
        tab = self.page.locator(f'#terminal-tabs [data-terminal="{name}"]')
        if tab.count() == 0:
            self.enter(self.page.get_by_role("button", name="Open a terminal"), back=True)
            self.choose(name)
        while tab.get_attribute("aria-selected") == "false":
            self.tab_to(self.page.locator("#terminal-tabs [aria-selected=true]"), back=True)
            self.press("ArrowRight")
        expect(self.page.locator("#line")).to_be_focused()

    def choose(self, name: str) -> None:
        """Choose an item of the menu that opens, or is open."""
        items = self.page.get_by_role("menuitem")
        expect(items.first).to_be_focused()
        for _ in range(items.count()):
            if items.evaluate_all("all => all.find(one => one === document.activeElement).innerText.trim()") == name:
                return self.press("Enter")
            self.press("ArrowDown")
        raise AssertionError(f"the menu has no {name}")

    def never_pointed(self) -> bool:
        """Whether no pointer was used."""
        return bool(self.page.evaluate("sessionStorage.getItem('pointed') === null"))
