"""Line charts as SVG, with a logarithmic scale where it is wanted."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 360, 70, 50, 20, 150
COLOURS = ["#1b6ca8", "#c44536", "#3a7d44", "#8e5572", "#b8860b", "#444444"]


class Axis:
    """From values to places on the picture."""

    def __init__(self, values, begin, end, logarithmic):
        self.change = math.log10 if logarithmic else float
        self.logarithmic = logarithmic
        self.least = self.change(min(values)) if logarithmic else 0.0
        self.most = self.change(max(values))
        self.begin, self.end = begin, end

    def place(self, value):
        share = (self.change(value) - self.least) / ((self.most - self.least) or 1)
        return self.begin + share * (self.end - self.begin)

    def ticks(self):
        if self.logarithmic:
            first, last = math.floor(self.least), math.ceil(self.most)
            return [10.0**power for power in range(first, last + 1)
                    if self.least - 1e-9 <= power <= self.most + 1e-9]
        step = 10 ** math.floor(math.log10(self.most or 1))
        if self.most / step < 3:
            step /= 4
        return [step * number for number in range(int(self.most / step) + 1)]


def _text(x, y, text, anchor="middle"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" '
            f'font-family="sans-serif">{escape(text)}</text>')


def _axes(x_axis, y_axis, x_title, y_title):
    bottom = HEIGHT - BOTTOM
    parts = [f'<path d="M{LEFT} {TOP}V{bottom}H{WIDTH - RIGHT}" fill="none" stroke="#000"/>',
             _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x_title),
             _text(LEFT + 8, TOP + 4, y_title, "start")]
    for tick in x_axis.ticks():
        parts.append(_text(x_axis.place(tick), bottom + 18, f"{tick:g}"))
    for tick in y_axis.ticks():
        place = y_axis.place(tick)
        parts.append(f'<path d="M{LEFT} {place:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 6, place + 4, f"{tick:g}", "end"))
    return parts


def chart(series, x_title, y_title, x_log=False, y_log=False):
    """The text of a picture. `series`: by name, pairs of x and y."""
    points = [point for line in series.values() for point in line]
    x_axis = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT, x_log)
    y_axis = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP, y_log)
    parts = _axes(x_axis, y_axis, x_title, y_title)
    for number, (name, line) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        way = " ".join(f"{x_axis.place(x):.1f},{y_axis.place(y):.1f}" for x, y in line)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        height = TOP + 16 * (number + 1)
        parts.append(f'<path d="M{WIDTH - RIGHT + 10} {height - 4}h16" stroke="{colour}" '
                     'stroke-width="2"/>')
        parts.append(_text(WIDTH - RIGHT + 32, height, name, "start"))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(parts) +
            "\n</svg>\n")
