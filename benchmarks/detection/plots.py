#!/usr/bin/env python3
"""Draws what the program `detection_promise` prints.

usage: plots.py OUTPUT FOLDER

OUTPUT  what it printed, to its end; or - for standard input. What else stands there is passed over
FOLDER  gets three pictures, and is made when it is not there:

promise.svg        false alarms told over asked, by noise and rate, in the first two weeks and after
delay.svg          how much later than the exact optimum a surge is told
delay-minutes.svg  how many minutes after its beginning, beside the optimum

The pictures follow light and dark by themselves and need nothing besides. The same output makes the same bytes.
A table that is not as the program prints it is an error with its line, and nothing is drawn then.
"""

import dataclasses
import itertools
import math
import pathlib
import re
import sys
import textwrap
from xml.sax.saxutils import escape

WIDTH, MARGIN = 900, 24
MOST_ASKED = 4  # panels beside each other
BAND = (0.5, 2)
LONGEST_SURGE = 300
LETTER = 6.9  # at most, on average, of a text of 12 pixels
STAGES = ("days 0 to 14", "from day 14 on")
# Points in mark sizes; a mark that covers another leaves its corners in sight.
SHAPES = {
    "circle": "",
    "square": "-1 -1 1 -1 1 1 -1 1",
    "triangle": "0 -1.4 1.35 1 -1.35 1",
    "diamond": "0 -1.45 1.45 0 0 1.45 -1.45 0",
}
# Okabe and Ito's colours, darker on light ground where they would be pale.
LIGHT = ("#c4500a", "#0072b2", "#00805c", "#a8508a")
DARK = ("#ff9a4d", "#56b4e9", "#2fcf9f", "#eaa0cd")


class Wrong(Exception):
    """What is wrong with the output, and where."""


# What is read


@dataclasses.dataclass(frozen=True)
class Ratio:
    """Alarms told over asked."""

    told: float
    error: float


@dataclasses.dataclass(frozen=True)
class Delay:
    """Mean minutes of the surges of one size until they are told; capped where some were not told at all."""

    told: float
    optimum: float
    ratio: float
    is_capped: bool
    is_optimum_capped: bool


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of a table; `values` is by what is asked: two ratios, or a delay."""

    noise: str
    rate: float
    times: float
    values: tuple


@dataclasses.dataclass
class Table:
    asked: list
    rows: list = dataclasses.field(default_factory=list)

    def noises(self):
        return list(dict.fromkeys(row.noise for row in self.rows))

    def of(self, noise):
        return [row for row in self.rows if row.noise == noise]


NUMBER = "([0-9]{1,6}(?:[.][0-9]{1,6})?)"
PERCENT = "([0-9]{1,3})"
NAME = "([^|]{1,60})"
RATIO = (f"{NUMBER} ± {NUMBER}",)
DELAY = (
    rf"{NUMBER} \({NUMBER}\)",
    f"{NUMBER} at (?:asked )?{NUMBER} d",
    NUMBER,
    rf"{PERCENT}, {PERCENT} \({PERCENT}, {PERCENT}\)",
)
HEAD = "| noise | reporters/min |"
HEADS = {
    "promise": f"1 per {NUMBER} d: days 0 to 14 [|] from day 14 on",
    "delay": rf"1 per {NUMBER} d: opened \(suspected\), min [|] optimum [|] ratio [|] % missed in 30, 300 min \(optimum\)",
}
SAID = {
    "setup": f"Chart [a-z]{{1,20}}, {NUMBER} series of {NUMBER} days, {NUMBER} surges;",
    "bar": f"From {NUMBER} a minute up at most {NUMBER} times the optimum's delay: {NUMBER} of {NUMBER} cells",
}
PARTS = {
    "setup": "the line that says what was simulated",
    "promise": "the table of alarms told over alarms asked",
    "delay": "the table of delays",
    "bar": "the line that says how many delays are within the bar; did the program run to its end?",
}


def asked_in(line, head, pattern):
    """The days in which one false alarm was asked, of each group of columns."""
    groups = line.removeprefix(head).removesuffix(" |")
    if not re.fullmatch(f"(?: {pattern}(?: [|]|$)){{1,{MOST_ASKED}}}", groups):
        raise Wrong("this heading is not one of detection_promise")
    return [float(days) for days in re.findall(pattern, groups)]


def fields(line, patterns):
    """The parts of every cell of a line."""
    if not (line.startswith("| ") and line.endswith(" |")):
        raise Wrong("this line of the table is cut off")
    cells = line[2:-2].split(" | ")
    if len(cells) != len(patterns):
        raise Wrong(f"{len(cells)} columns where the heading has {len(patterns)}")
    for number, (cell, pattern) in enumerate(zip(cells, patterns), 1):
        match = re.fullmatch(pattern, cell)
        if not match or not cell.isprintable() or "\ufffd" in cell:
            raise Wrong(f"{ascii(cell[:60])} cannot stand in column {number}")
        yield match.groups()


def positive(text):
    if float(text) <= 0:
        raise Wrong(f"{text} is not more than 0")
    return float(text)


def ratios_of(cells):
    ratios = [Ratio(float(told), float(error)) for told, error in cells]
    return tuple(zip(ratios[::2], ratios[1::2]))


def delay_of(told, optimum, ratio, missed):
    return Delay(positive(told[0]), positive(optimum[0]), positive(ratio[0]), missed[1] != "0", missed[3] != "0")


def promise_row(line, asked):
    (noise,), (rate,), *cells = fields(line, (NAME, NUMBER, *RATIO * 2 * asked))
    return Row(noise, positive(rate), 1, ratios_of(cells))


def delay_row(line, asked):
    (noise,), (rate,), (times,), *cells = fields(line, (NAME, NUMBER, f"x{NUMBER}", *DELAY * asked))
    delays = tuple(delay_of(*cells[i : i + len(DELAY)]) for i in range(0, len(cells), len(DELAY)))
    return Row(noise, positive(rate), positive(times), delays)


def add_row(table, row):
    if any((row.noise, row.rate, row.times) == (other.noise, other.rate, other.times) for other in table.rows):
        raise Wrong("the table has this row twice")
    table.rows.append(row)


class Reader:
    """Takes the two tables, and what is said before and after them, out of lines."""

    def __init__(self):
        self.tables = {}
        self.said = {}
        self.open = None

    def hear(self, line):
        if line.startswith(HEAD):
            self.begin(line)
        elif self.open and line.startswith("| ---"):
            return
        elif self.open and line.startswith("|"):
            row = {"promise": promise_row, "delay": delay_row}[self.open]
            table = self.tables[self.open]
            add_row(table, row(line, len(table.asked)))
        else:
            self.open = None
            self.said.update((name, match.groups()) for name, pattern in SAID.items() if (match := re.match(pattern, line)))

    def begin(self, line):
        self.open = "delay" if line.startswith(f"{HEAD} surge |") else "promise"
        if self.open in self.tables:
            raise Wrong("a second table of this kind; give the output of one run")
        head = f"{HEAD} surge |" if self.open == "delay" else HEAD
        self.tables[self.open] = Table(asked_in(line, head, HEADS[self.open]))


@dataclasses.dataclass(frozen=True)
class Output:
    promise: Table
    delay: Table
    setup: tuple  # series of a row, days of a series, surges of a mark
    bar: tuple  # reporters a minute, most ratio, delays within it, delays


def read(name, data):
    reader = Reader()
    lines = data.decode(errors="replace").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        try:
            reader.hear(line.rstrip("\r"))
        except Wrong as wrong:
            raise Wrong(f"{name}:{number}: {wrong}") from None
    found = reader.said | {kind: table for kind, table in reader.tables.items() if table.rows}
    for part, what in PARTS.items():
        if part not in found:
            raise Wrong(f"{name}:{len(lines)}: ends without {what}")
    return Output(**found)


# How it is drawn


@dataclasses.dataclass(frozen=True)
class Scale:
    """Where a value stands between two pixels; what lies beyond stands at the edge."""

    low: float
    high: float
    begin: float
    end: float
    is_log: bool = True

    def __call__(self, value):
        value = min(max(value, self.low), self.high)
        low, high, value = (map(math.log, (self.low, self.high, value)) if self.is_log else (self.low, self.high, value))
        return self.begin + (self.end - self.begin) * ((value - low) / (high - low) if high > low else 0.5)


@dataclasses.dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float


def colours(series, ground, ink, dim, grid, band):
    rules = [f".c{i}{{stroke:{colour};fill:{colour}}}" for i, colour in enumerate(series)]
    return "".join(rules) + (
        f".ground,.open{{fill:{ground}}}text{{fill:{ink}}}.dim{{fill:{dim}}}.grid{{stroke:{grid}}}.band{{fill:{band}}}"
        f".halo{{stroke:{ground}}}.bar{{stroke:{ink}}}.mark{{stroke-width:1.6}}.line{{fill:none}}"
    )


STYLE = (
    "text{font:12px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif}"
    ".head{font-size:18px;font-weight:600}.strong{font-weight:600}.small{font-size:11px}"
    ".middle{text-anchor:middle}.end{text-anchor:end}.line{stroke-width:1.6;stroke-linejoin:round}"
    ".dashed{stroke-dasharray:4 3;stroke-width:1.3}.thin{stroke-width:.8}.whisker{stroke-width:1.4}"
    ".halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}"
    + colours(LIGHT, "#ffffff", "#1c2530", "#56616d", "#dde2e8", "#e9eef4")
    + f"@media (prefers-color-scheme:dark){{{colours(DARK, '#11151a', '#e4e9ef', '#a3afbc', '#2b333d', '#1e2732')}}}"
)


def text(x, y, what, kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind and f""" class="{kind}" """.rstrip()}>{escape(what)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def rect(box, kind):
    size = f'width="{box.right - box.left:.1f}" height="{box.bottom - box.top:.1f}"'
    return f'<rect x="{box.left:.1f}" y="{box.top:.1f}" {size} class="{kind}"/>'


def outline(shape, x, y, size):
    if shape == "circle":
        return f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0Z"
    numbers = [float(number) * size for number in SHAPES[shape].split()]
    return "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in zip(numbers[::2], numbers[1::2])) + "Z"


def mark(number, x, y, is_open=False, hint="", kind="mark", size=3.4):
    """A mark of the series with a number: its colour and its shape. The hint shows where the picture is opened alone."""
    classes = f"{kind} c{number % len(LIGHT)}" + (" open" if is_open else "")
    path = f'<path class="{classes}" d="{outline(list(SHAPES)[number % len(SHAPES)], x, y, size)}"'
    return f"{path}><title>{escape(hint)}</title></path>" if hint else f"{path}/>"


def polyline(points, kind):
    return f'<polyline class="line {kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def picture(height, title, description, parts):
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
            f'width="{WIDTH}" height="{height:.0f}" role="img" aria-labelledby="title desc">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(description)}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height:.0f}" rx="9" class="ground"/>',
            text(MARGIN, 36, title, "head"),
            *parts,
            "</svg>\n",
        ]
    )


def key(y, entries):
    """What marks mean: ((number, is_open), ...) and a text, one after the other."""
    x = MARGIN
    for marks, what in entries:
        for number, is_open in marks:
            yield mark(number, x + 4, y - 4, is_open, kind="key")
            x += 13
        yield text(x + 2 * bool(marks), y, what, "dim")
        x += len(what) * LETTER + (18 if marks else 6)


def wrapped(name, letters):
    """The lines of a noise's name, broken after its commas where that is enough."""
    return [part.replace("\xa0", " ") for part in textwrap.wrap(re.sub("(?<!,) ", "\xa0", name), letters)]


def apart(wanted, gap):
    """Places at least a gap apart, in order, as near to the wanted ones as can be (least squares)."""
    blocks = []
    for i, place in enumerate(wanted):
        blocks.append((place - i * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (b, n), (a, m) = blocks.pop(), blocks.pop()
            blocks.append(((a * m + b * n) / (m + n), m + n))
    level = itertools.chain.from_iterable([place] * n for place, n in blocks)
    return [place + i * gap for i, place in enumerate(level)]


# promise.svg

ROW, GROUP_GAP, NAMES, RATES, ZERO = 20, 12, 142, 44, 24
TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


def promise_panels(n):
    """From left to right, their edges; the rows stand at the same heights in all."""
    begin = MARGIN + NAMES + RATES + 12
    width = (WIDTH - MARGIN - begin - 24 * (n - 1)) / n
    return [(begin + i * (width + 24), begin + i * (width + 24) + width) for i in range(n)]


def groups(table, top):
    """Noise, its label's lines, its rows, the top and the bottom of each."""
    for noise in table.noises():
        lines, rows = wrapped(noise, 20), table.of(noise)
        bottom = top + max(len(rows) * ROW, len(lines) * 15)
        yield noise, lines, rows, top, bottom
        top = bottom + GROUP_GAP


def ratio_scale(box):
    """Zero has no place on a log axis: it stands at the left edge, before a gap."""
    scale = Scale(TICKS[0], TICKS[-1], box.left + ZERO, box.right - 6)
    return lambda value: scale(value) if value > 0 else box.left


def ratio_axis(box):
    place = ratio_scale(box)
    yield rect(Box(place(BAND[0]), box.top, place(BAND[1]), box.bottom), "band")
    for tick in (0, *TICKS):
        yield line(place(tick), box.top, place(tick), box.bottom, "bar" if tick == 1 else "grid")
        for y in (box.top - 7, box.bottom + 16):
            yield text(place(tick), y, f"{tick:g}", "small middle strong" if tick == 1 else "small middle dim")
    yield text(place(1) - 8, box.bottom + 34, "fewer than asked", "dim end")
    yield text(place(1) + 8, box.bottom + 34, "more", "dim")


def ratio_mark(stage, ratio, y, box, hint):
    place = ratio_scale(box)
    whisker = line(place(ratio.told - ratio.error), y, place(ratio.told + ratio.error), y, f"whisker c{stage}")
    said = f"{hint}, {STAGES[stage]}: {ratio.told:.2f} ± {ratio.error:.2f}"
    return [whisker, mark(stage, place(ratio.told), y, ratio.told == 0, said)]


def ratio_rows(table, number, box):
    """The marks of a panel: for each row the young series above, the later below."""
    for noise, _, rows, top, _ in groups(table, box.top + GROUP_GAP / 2):
        for i, row in enumerate(rows):
            for stage, ratio in enumerate(row.values[number]):
                y = top + (i + 0.5) * ROW + (-3.8, 3.8)[stage]
                yield from ratio_mark(stage, ratio, y, box, f"{noise}, {row.rate:g} a minute")


def promise_labels(table, top):
    yield text(MARGIN, top - 7, "noise", "small dim")
    yield text(MARGIN + NAMES + RATES, top - 7, "reporters/min", "small dim end")
    for i, (_, lines, rows, begin, _) in enumerate(groups(table, top + GROUP_GAP / 2)):
        if i > 0:
            yield line(MARGIN, begin - GROUP_GAP / 2, WIDTH - MARGIN, begin - GROUP_GAP / 2, "grid")
        for k, part in enumerate(lines):
            yield text(MARGIN, begin + 13 + 15 * k, part, "strong")
        for k, row in enumerate(rows):
            yield text(MARGIN + NAMES + RATES, begin + (k + 0.5) * ROW + 4, f"{row.rate:g}", "end")


def in_band(table, number, stage):
    told = [row.values[number][stage].told for row in table.rows]
    below, above = sum(value < BAND[0] for value in told), sum(value > BAND[1] for value in told)
    within = f"{len(told) - below - above} of {len(told)} within {BAND[0]} to {BAND[1]}"
    return f"{STAGES[stage]}, {within}, {below} below, {above} above"


def promise_description(table):
    yield f"A row for each noise and rate, on a logarithmic axis from {TICKS[0]} to {TICKS[-1]}; 1 is what was asked."
    for number, days in enumerate(table.asked):
        stages = "; ".join(in_band(table, number, stage) for stage in range(len(STAGES)))
        yield f"One false alarm in {days:g} days asked: {stages}."


def off_axis(table):
    """How many marks stand at an edge that is not theirs."""
    told = [ratio.told for row in table.rows for pair in row.values for ratio in pair]
    n = sum(0 < value < TICKS[0] or value > TICKS[-1] for value in told)
    return f"; {n} beyond the axis stand at its edge" if n else ""


PROMISE_KEY = (
    ([(0, False)], STAGES[0]),
    ([(1, False)], STAGES[1]),
    ([(0, True), (1, True)], "none told: at 0, with the error of one alarm"),
)


def promise_picture(table, setup):
    top = 136
    bottom = max(bottom for *_, bottom in groups(table, top + GROUP_GAP / 2)) + GROUP_GAP / 2
    series = f"each row: {setup[0]} simulated series of {setup[1]} days"
    note = f"{series}; bars: one standard error; shaded: half to twice what was asked{off_axis(table)}"
    parts = [text(MARGIN, 58, note, "dim"), *key(84, PROMISE_KEY), *promise_labels(table, top)]
    for number, (left, right) in enumerate(promise_panels(len(table.asked))):
        box = Box(left, top, right, bottom)
        parts.append(text(left, top - 26, f"1 per {table.asked[number]:g} d asked", "strong"))
        parts += [*ratio_axis(box), *ratio_rows(table, number, box)]
    return picture(bottom + 52, "False alarms told over asked", " ".join(promise_description(table)), parts)


# delay.svg, delay-minutes.svg

COLUMNS, GAP, AXIS, HEADING, LABEL, DELAY_TOP = 4, 14, 34, 32, 38, 92


def names_height(table):
    return 15 * max(len(wrapped(noise, 27)) for noise in table.noises())


def panels(table, top, height):
    """What is asked, noise and box of each panel; a line of panels for what is asked, or more where there are many noises."""
    noises = table.noises()
    lines = [(number, noises[i : i + COLUMNS]) for number in range(len(table.asked)) for i in range(0, len(noises), COLUMNS)]
    left, columns = MARGIN + AXIS, min(COLUMNS, len(noises))
    width = (WIDTH - MARGIN - left - GAP * (columns - 1)) / columns
    for k, (number, some) in enumerate(lines):
        y = top + k * (height + HEADING + names_height(table) + 34) + HEADING + names_height(table)
        for i, noise in enumerate(some):
            x = left + i * (width + GAP)
            yield number, noise, Box(x, y, x + width, y + height)


def delay_bottom(table, height):
    return max(box.bottom for _, _, box in panels(table, DELAY_TOP, height))


def sizes(table):
    return sorted({row.times for row in table.rows})


def rate_scale(table, box):
    """The labels of the lines stand left of their first mark."""
    rates = [row.rate for row in table.rows]
    return Scale(min(rates), max(rates), box.left + LABEL, box.right - 12)


def rate_axis(table, noise, box):
    scale, last = rate_scale(table, box), -math.inf
    for rate in sorted({row.rate for row in table.of(noise)}):
        yield line(scale(rate), box.top, scale(rate), box.bottom, "grid")
        if scale(rate) - last >= 22:
            yield text(scale(rate), box.bottom + 16, f"{rate:g}", "small middle dim")
            last = scale(rate)


def value_axis(ticks, scale, box, is_first, bar):
    decimals = any(tick % 1 for tick in ticks)
    for tick in sorted({*ticks, *bar}):
        y, is_bar = scale(tick), tick in bar
        if not is_bar and any(abs(y - scale(other)) < 12 for other in bar):
            continue
        yield line(box.left, y, box.right, y, "bar thin" if is_bar else "grid")
        if is_first:
            yield text(box.left - 6, y + 4, f"{tick:.{decimals:d}f}", "small end strong" if is_bar else "small end dim")


def line_labels(firsts):
    """`firsts`: y, number, x and text of the first mark of each line, which a thin line joins to its label."""
    firsts = sorted(firsts)
    for (y, number, x, what), place in zip(firsts, apart([first[0] for first in firsts], 12)):
        yield line(x - 12, place, x, y, f"thin c{number % len(LIGHT)}")
        yield text(x - 14, place + 4, what, "small end halo")


def hint(row, delay):
    said = f"{row.noise}, {row.rate:g} a minute, x{row.times:g}: told after {delay.told:g} min"
    return f"{said}, optimum {delay.optimum:g}, ratio {delay.ratio:g}" + ("; some never" if delay.is_capped else "")


def is_open(delay, is_minutes):
    return delay.is_capped or (delay.is_optimum_capped and not is_minutes)


def curve(rows, number, scale, place, attribute):
    return [(scale(row.rate), place(getattr(row.values[number], attribute))) for row in rows]


def delay_marks(rows, number, size, points, is_minutes):
    for row, (x, y) in zip(rows, points):
        delay = row.values[number]
        yield mark(size, x, y, is_open(delay, is_minutes), hint(row, delay))


def delay_lines(table, number, noise, box, place, is_minutes):
    """The lines of a panel, the smallest surges on top; the marks above all lines."""
    scale, marks, firsts = rate_scale(table, box), [], []
    for size, times in reversed(list(enumerate(sizes(table)))):
        rows = sorted((row for row in table.of(noise) if row.times == times), key=lambda row: row.rate)
        if not rows:
            continue
        points = curve(rows, number, scale, place, "told" if is_minutes else "ratio")
        if is_minutes:
            yield polyline(curve(rows, number, scale, place, "optimum"), f"dashed c{size % len(LIGHT)}")
        yield polyline(points, f"c{size % len(LIGHT)}")
        marks += delay_marks(rows, number, size, points, is_minutes)
        firsts.append((points[0][1], size, points[0][0], f"x{times:g}"))
    yield from (*line_labels(firsts), *marks)


def ratio_ticks(table):
    ratios = [delay.ratio for row in table.rows for delay in row.values] + [1, 1.4]
    low, high = min(ratios), max(ratios)
    step = next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10 ** math.ceil(math.log10(high))) if high - low <= 8 * step)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 6) for i in range(first, last + 1)]


def minute_ticks(table):
    most = max(max(delay.told, delay.optimum) for row in table.rows for delay in row.values)
    return [tick for tick in (1, 3, 10, 30, 100, LONGEST_SURGE) if tick < 3 * most] + ([most] if most > LONGEST_SURGE else [])


def panel_names(noise, box):
    lines = wrapped(noise, 27)
    return [text(box.left, box.top - 5 - 15 * (len(lines) - 1 - i), part, "dim") for i, part in enumerate(lines)]


def delay_panels(table, top, height, ticks, is_minutes, bar=()):
    line_top = None
    for number, noise, box in panels(table, top, height):
        if box.top != line_top:
            what = "minutes until told" if is_minutes else "delay over the optimum's"
            y = box.top - HEADING - names_height(table) + 19
            yield text(MARGIN, y, f"1 per {table.asked[number]:g} d asked: {what}", "strong")
        place = Scale(ticks[0], ticks[-1], box.bottom - 8, box.top + 8, is_log=is_minutes)
        yield from rate_axis(table, noise, box)
        yield from value_axis(ticks, place, box, box.top != line_top, bar)
        yield from panel_names(noise, box)
        yield from delay_lines(table, number, noise, box, place, is_minutes)
        line_top = box.top


def delay_key(table):
    lines = [([(size, False)], f"x{times:g}") for size, times in enumerate(sizes(table))]
    some = [(size, True) for size in range(min(2, len(lines)))]
    return [([], "surges of"), *lines, (some, f"some not told in {LONGEST_SURGE} min, counted as {LONGEST_SURGE}")]


def ratio_description(table, bar):
    ratios = [delay.ratio for row in table.rows for delay in row.values]
    return (
        "Lines by the rate of reports, one for each size of a surge, a panel for each noise and each promise. "
        f"Ratios from {min(ratios):g} to {max(ratios):g}; "
        f"from {bar[0]} a minute up {bar[2]} of {bar[3]} are at most {bar[1]}."
    )


def minutes_description(table):
    yield "Minutes on a logarithmic axis by the rate of reports, a panel for each noise and promise; dashed: the optimum."
    for times in sizes(table):
        told = [delay.told for row in table.rows if row.times == times for delay in row.values]
        yield f"A surge of {times:g} times the usual is told after {min(told):g} to {max(told):g} minutes."


def delay_frame(table, title, description, note, drawn, bottom):
    axis = text((MARGIN + AXIS + WIDTH - MARGIN) / 2, bottom + 36, "usual reporters a minute", "middle dim")
    return picture(bottom + 52, title, description, [text(MARGIN, 58, note, "dim"), *key(82, delay_key(table)), *drawn, axis])


def ratio_picture(table, setup, bar):
    height = 210
    kept = f"bar: {bar[1]} from {bar[0]} reporters a minute up, kept by {bar[2]} of {bar[3]} marks"
    note = f"each mark: {setup[2]} simulated surges; {kept}"
    drawn = delay_panels(table, DELAY_TOP, height, ratio_ticks(table), is_minutes=False, bar=(float(bar[1]),))
    title = "How much later than the exact optimum a surge is told"
    return delay_frame(table, title, ratio_description(table, bar), note, drawn, delay_bottom(table, height))


def minutes_picture(table, setup):
    height = 250
    note = f"each mark: {setup[2]} simulated surges; dashed: the exact optimum, a CUSUM that knows rate, noise and surge"
    drawn = delay_panels(table, DELAY_TOP, height, minute_ticks(table), is_minutes=True)
    description = " ".join(minutes_description(table))
    return delay_frame(table, "Minutes until a surge is told", description, note, drawn, delay_bottom(table, height))


def pictures(output):
    return {
        "promise.svg": promise_picture(output.promise, output.setup),
        "delay.svg": ratio_picture(output.delay, output.setup, output.bar),
        "delay-minutes.svg": minutes_picture(output.delay, output.setup),
    }


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    try:
        data = sys.stdin.buffer.read() if source == "-" else pathlib.Path(source).read_bytes()
        drawn = pictures(read(source, data))
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in drawn.items():
            (folder / name).write_text(svg, encoding="utf-8", newline="\n")
    except (Wrong, OSError) as wrong:
        sys.exit(f"plots.py: {wrong}")


main()
