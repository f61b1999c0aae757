"""Where things of the picture stand on the page: placed by the page's own modules, which Node runs."""

from dataclasses import dataclass
from typing import Any

from tests.browser.learner import Learner
from tests.js.test_twins import node
from tutorial.topology.operations import apply

Point = tuple[float, float]

SCENE = """
const { enlargement } = await import("./stage/bands.js");
const { lay } = await import("./stage/camera.js");
const { place } = await import("./stage/place.js");
const { ofRequest } = await import("./stage/wishes.js");
const { plan } = await import("./trace/plan.js");
let text = "";
for await (const piece of process.stdin) text += piece;
const { elements, trace, width, height } = JSON.parse(text);
const request = trace ? ofRequest(trace, trace, { selected: null }, elements) : {};
const needed = place(elements, { ...request, width });
const fill = needed.form === "column" ? 0 : (height - 0.5) / enlargement(needed, width, Infinity);
const scene = place(elements, { ...request, width, fill });
const { factor, dx } = lay(scene, { w: width, h: height ?? Infinity }, 1);
const badges = trace ? plan(trace, scene, elements).beats.map(({ badge }) => badge) : [];
console.log(JSON.stringify({ ...scene, factor, dx, badges }));
"""

COLOUR = """([selector, x, y]) => {
  const canvas = document.querySelector(selector);
  const [sx, sy] = [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight];
  return [...canvas.getContext("2d").getImageData(Math.round(x * sx), Math.round(y * sy), 1, 1).data];
}"""
TOKEN = """name => {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.style.color = `var(--${name})`;
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
}"""
PACKETS, GRAPH = "#packets", "#graph canvas[data-id=layer2-node]"


@dataclass
class Picture:
    """The picture that a learner sees: its scene, and where a place of it is in the window."""

    learner: Learner
    zoom: float = 1.0

    @property
    def elements(self) -> dict[str, Any]:
        """The elements by id, as all frames so far give them."""
        frames = self.learner.frames
        last = max(index for index, frame in enumerate(frames) if frame["type"] == "snapshot")
        found = {element["id"]: element for element in frames[last]["elements"]}
        for frame in frames[last:]:
            found = apply(found, frame.get("ops", []))
        return found

    def scene(self, trace: dict[str, Any] | None = None) -> dict[str, Any]:
        """Where everything stands in picture units, with the factor at which it fits the room."""
        size = self.learner.page.evaluate(
            "() => { const s = document.querySelector('#stage'); return [s.offsetWidth, s.offsetHeight] }"
        )
        given = {"elements": self.elements, "trace": trace, "width": size[0], "height": size[1]}
        return dict(node(SCENE, given))

    def window(self, unit: Point, scene: dict[str, Any]) -> Point:
        """The place in the window of one in the picture, enlarged and scrolled as it is now."""
        x, y = self.room(unit, scene)
        box = self.learner.page.locator("#stage").bounding_box()
        assert box is not None
        return box["x"] + x, box["y"] + y

    def room(self, unit: Point, scene: dict[str, Any]) -> Point:
        """The same, in the room that the picture has."""
        left, top, width = self.learner.page.evaluate(
            "() => { const s = document.querySelector('#stage'); return [s.scrollLeft, s.scrollTop, s.offsetWidth] }"
        )
        factor = scene["factor"] * self.zoom
        dx = max(0.0, (width - scene["width"] * factor) / 2)
        return unit[0] * factor + dx - left, unit[1] * factor - top

    def middle(self, name: str, scene: dict[str, Any]) -> Point:
        """The middle of an element's box, in the window."""
        box = scene["boxes"][name]
        return self.window((box["x"] + box["w"] / 2, box["y"] + box["h"] / 2), scene)

    def colour(self, canvas: str, unit: Point, scene: dict[str, Any]) -> list[int]:
        """Red, green, blue and opacity that a canvas shows at a place of the picture."""
        return list(self.learner.page.evaluate(COLOUR, [canvas, *self.room(unit, scene)]))

    def shows(self, canvas: str, token: str, unit: Point, scene: dict[str, Any]) -> bool:
        """Whether a canvas shows a token's colour there, opaque, but for rounding."""
        *rgb, opacity = self.colour(canvas, unit, scene)
        wanted = self.learner.page.evaluate(TOKEN, token)
        return opacity == 255 and all(abs(a - b) <= 3 for a, b in zip(rgb, wanted, strict=True))
