"""Time of a training step against batch size, depth and width, and how straight it is.

    ./dev bench scaling [--write] [--only batch,depth,width]

Batch: ResNet-20 in batches of 16 to 512 images. Depth: ResNet-20 to 110 in batches of 128. Width:
ResNet-20 with half, one, two and four times the channels, batches of 128. Every time is a median over
rounds that take the points in turn. Batch and depth should follow a x multiply-adds; width follows
a x multiply-adds + b x activations (the output elements of all layers), as what touches memory grows
with the width and not with its square. The lines are least squares of the relative errors.

--write draws the points and the lines into Docs/Plots/scaling-batch.svg, -depth.svg and -width.svg.
"""

import math
import pathlib
import statistics
from html import escape

from machine import Pollard, load, machine, parser as options_of

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Docs" / "Plots"
# The largest deviation from the line that is accepted, percent.
LIMIT = 15
BATCH = 128


class Point:
    """One network at one batch size."""

    def __init__(self, label, place, network, batch=BATCH):
        self.label = label
        # Where it stands on the horizontal axis; None: at its multiply-adds of a step.
        self.place = place
        self.network = network
        self.batch = batch
        self.times = []

    @property
    def seconds(self):
        return statistics.median(self.times)


def series(name):
    """The points, the horizontal axis's title, and whether activations count."""
    if name == "batch":
        points = [Point(str(size), size, "resnet20", size) for size in (16, 32, 64, 128, 256, 512)]
        return points, "images a step (ResNet-20)", False
    if name == "depth":
        points = [Point(f"ResNet-{depth}", None, f"resnet{depth}")
                  for depth in (20, 32, 44, 56, 110)]
        return points, f"multiply-adds forward of a step of {BATCH} images", False
    points = [Point(f"{width:g}", width, f"resnet20 width={width:g}") for width in (0.5, 1, 2, 4)]
    return points, f"channels, times those of ResNet-20, steps of {BATCH} images", True


def elements(shape):
    """Elements of a shape such as 16x32x32."""
    return math.prod(int(size) for size in shape.split("x"))


def measure(pollard, points, rounds):
    names = {}
    for point in points:
        if point.network not in names:
            names[point.network] = f"scaling{len(names)}"
            network = point.network.split(" ", 1) + [""]
            pollard.ask(f"network {network[0]} input=3x32x32 classes=10 {network[1]} "
                        f"as={names[point.network]}")
        pollard.ask(f"use {names[point.network]}")
        layers = pollard.ask("layers")["layers"]
        point.macs = point.batch * sum(layer["macs"] for layer in layers)
        point.activations = point.batch * sum(elements(layer["output"]) for layer in layers)
        if point.place is None:
            point.place = point.macs
    for _ in range(rounds):
        for point in points:
            pollard.ask(f"use {names[point.network]}")
            row = pollard.ask(f"benchmark training batch={point.batch} rounds=3")["batches"][0]
            point.times.append(row["milliseconds"] / 1000)
    for name in names.values():
        pollard.ask(f"drop {name}")


def fit(points, both):
    """Seconds a multiply-add and seconds an activation; neither is negative."""
    p = [point.macs / point.seconds for point in points]
    q = [point.activations / point.seconds for point in points]

    def one(values):
        return sum(values) / sum(value * value for value in values)

    def errors(a, b):
        return sum((a * x + b * y - 1) ** 2 for x, y in zip(p, q))

    if not both:
        return one(p), 0.0
    pp, qq = sum(x * x for x in p), sum(y * y for y in q)
    pq = sum(x * y for x, y in zip(p, q))
    determinant = pp * qq - pq * pq
    candidates = [(one(p), 0.0), (0.0, one(q))]
    if determinant > 1e-12 * pp * qq:
        a = (sum(p) * qq - sum(q) * pq) / determinant
        b = (sum(q) * pp - sum(p) * pq) / determinant
        if a >= 0 and b >= 0:
            return a, b
    return min(candidates, key=lambda pair: errors(*pair))


def quantity(value, unit):
    """Three digits and a prefix: 12.3 ms."""
    for factor, prefix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"),
                           (1e-6, "µ"), (1e-9, "n"), (1e-12, "p")):
        if value >= factor * 0.9995:
            return f"{value / factor:.3g} {prefix}{unit}".rstrip()
    return f"{value:.3g} {unit}".rstrip()


def report(name, points, both):
    a, b = fit(points, both)
    formula = f"{quantity(a, 's')} × multiply-adds"
    if both:
        formula += f" + {quantity(b, 's')} × activations"
    print(f"{name}: step = {formula}")
    for point in points:
        point.line = a * point.macs + b * point.activations
        point.deviation = 100 * (point.seconds / point.line - 1)
        print(f"  {point.label:>10}  {quantity(point.macs, ''):>7} multiply-adds  "
              f"{quantity(point.activations, ''):>7} activations  "
              f"{quantity(point.seconds, 's'):>8}  line {quantity(point.line, 's'):>8}  "
              f"{point.deviation:+.1f} %")
    worst = max(abs(point.deviation) for point in points)
    within = worst <= LIMIT
    print(f"  largest deviation {worst:.1f} %, asked {LIMIT} % or less: "
          + ("reached" if within else "NOT reached"), flush=True)
    return formula, within


# The picture. Colours that colour-blind eyes tell apart, and marks that differ in shape too.

INK, FAINT, BLUE, ORANGE = "#222222", "#dddddd", "#0072b2", "#d55e00"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 500, 80, 730, 56, 380


def text(x, y, words, size=13, anchor="start", more=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" {more}>'
            f"{escape(words)}</text>")


def ticks(low, high):
    """1, 2 and 5 times powers of ten between two numbers."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [step * 10.0**decade for decade in decades for step in (1, 2, 5)
            if low <= step * 10.0**decade <= high]


class Axis:
    """A logarithmic axis from one edge of the frame to the other, a little room at both ends."""

    def __init__(self, values, start, end):
        room = (max(values) / min(values)) ** 0.12
        self.low, self.high = min(values) / room, max(values) * room
        self.start, self.end = start, end

    def __call__(self, value):
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)


def draw(name, points, title, formula, caption):
    across = Axis([point.place for point in points], LEFT, RIGHT)
    up = Axis([value for point in points for value in (point.seconds, point.line)], BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" fill="{INK}" role="img">',
        f"<title>{escape(f'Time of a training step by {name}')}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        text(LEFT, 32, f"Time of a training step by {name}", 17),
    ]
    for value in ticks(up.low, up.high):
        y = up(value)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{FAINT}"/>')
        parts.append(text(LEFT - 8, y + 4, quantity(value, "s"), anchor="end"))
    free = 0.0
    for point in points:
        x = across(point.place)
        lines = [point.label]
        if point.place == point.macs:
            lines.append(quantity(point.macs, ""))
        half = 3.8 * max(len(line) for line in lines)
        parts.append(f'<path d="M{x:.1f} {TOP}V{BOTTOM}" stroke="{FAINT}"/>')
        if x - half < free:  # It would run into the one before it.
            continue
        free = x + half + 4
        for row, line in enumerate(lines):
            parts.append(text(x, BOTTOM + 18 + 16 * row, line, anchor="middle"))
    parts.append(f'<rect x="{LEFT}" y="{TOP}" width="{RIGHT - LEFT}" height="{BOTTOM - TOP}" '
                 f'fill="none" stroke="{INK}"/>')
    path = " ".join(f"{across(point.place):.1f},{up(point.line):.1f}" for point in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="{ORANGE}" stroke-width="2" '
                 'stroke-dasharray="7 4"/>')
    for point in points:
        x, y = across(point.place), up(point.seconds)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{BLUE}"/>')
        parts.append(text(x + 8, y + 18, f"{point.deviation:+.1f} %".replace("-", "−"), 12))
    # The upper left corner is free: time grows to the right.
    parts += [
        f'<circle cx="{LEFT + 28}" cy="{TOP + 20}" r="5" fill="{BLUE}"/>',
        text(LEFT + 50, TOP + 24, "measured, with its deviation from the line"),
        f'<path d="M{LEFT + 12} {TOP + 42}h32" stroke="{ORANGE}" stroke-width="2" '
        'stroke-dasharray="7 4"/>',
        text(LEFT + 50, TOP + 46, formula),
        text((LEFT + RIGHT) / 2, BOTTOM + 56, title, anchor="middle"),
        text(0, 0, "seconds a step", anchor="middle",
             more=f'transform="translate(14 {(TOP + BOTTOM) / 2}) rotate(-90)"'),
    ]
    for row, line in enumerate(caption):
        parts.append(text(LEFT, BOTTOM + 84 + 16 * row, line, 11))
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"scaling-{name}.svg"
    file.write_text("\n".join(parts + ["</svg>", ""]))
    print(f"  wrote Docs/Plots/{file.name}", flush=True)


def main():
    parser = options_of(__doc__)
    parser.add_argument("--only", default="batch,depth,width", help="which, comma between them")
    parser.add_argument("--write", action="store_true", help="draw Docs/Plots/scaling-*.svg")
    options = parser.parse_args()
    wanted = options.only.split(",")
    for name in wanted:
        if name not in ("batch", "depth", "width"):
            parser.error(f"there is no ‘{name}’; there are batch, depth and width")
    print(f"{machine()}, load {load()}; {options.threads} threads", flush=True)
    pollard = Pollard(options)
    all_within = True
    for name in wanted:
        points, title, both = series(name)
        measure(pollard, points, options.rounds)
        formula, within = report(name, points, both)
        all_within = all_within and within
        if options.write:
            draw(name, points, title, formula, [
                f"{machine()}, {options.threads} threads; medians of {options.rounds} rounds that "
                "take the points in turn",
                "./dev bench scaling --write"
                + (f" --rounds {options.rounds}" if options.rounds != 5 else "")])
    pollard.close()
    print(f"afterwards: load {load()}; "
          + ("all within" if all_within else "not all within") + f" {LIMIT} %")


if __name__ == "__main__":
    main()
