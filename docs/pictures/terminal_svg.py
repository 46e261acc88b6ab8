#!/usr/bin/env python3
"""Draws what a command printed on a terminal as SVG: terminal_svg.py [--title TITLE] < CAPTURE > PICTURE.svg

Understands line ends, carriage returns with erase-line (progress bars leave their last state) and SGR colours.
"""

import re
import sys
import unicodedata
from xml.sax.saxutils import escape

WIDTH, HEIGHT, PAD, BAR = 8.43, 19, 18, 34
NORMAL = "#d8dee6"
COLOURS = {30: "#5b6470", 31: "#f52b57", 32: "#5fbf77", 33: "#f2a90e", 34: "#2191e0", 35: "#c58af9", 36: "#4cc2c4", 37: NORMAL}
COLOURS.update({code + 60: colour for code, colour in COLOURS.items()} | {90: "#8b95a1"})


def cells(text):
    """Columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def runs(line):
    """(column, text, colour, bold, dim) of a line, in order."""
    colour, bold, dim, column = NORMAL, False, False, 0
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        match = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if not match:
            text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", part)
            if text:
                yield column, text, colour, bold, dim
            column += cells(text)
            continue
        for code in (int(c or 0) for c in match[1].split(";")):
            if code == 0:
                colour, bold, dim = NORMAL, False, False
            elif code == 1:
                bold = True
            elif code == 2:
                dim = True
            elif code == 22:
                bold = dim = False
            elif code == 39:
                colour = NORMAL
            elif code in COLOURS:
                colour = COLOURS[code]


def visible(capture):
    """Lines as they stand at the end: what a carriage return and an erase took away is gone."""
    for line in capture.rstrip("\n").split("\n"):
        yield re.split(r"\r(?:\x1b\[2K)?", line.rstrip("\r"))[-1]


def draw(capture, title):
    lines = list(visible(capture))
    columns = max(cells(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = round(columns * WIDTH + 2 * PAD), len(lines) * HEIGHT + 2 * PAD + BAR
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width}" height="{height}" rx="9" fill="#11151a"/>'
        f'<rect width="{width}" height="{BAR}" rx="9" fill="#1c222a"/><rect y="{BAR - 9}" width="{width}" height="9" fill="#1c222a"/>'
    )
    for i, colour in enumerate(("#f52b57", "#f2a90e", "#2191e0")):
        yield f'<circle cx="{PAD + 2 + i * 18}" cy="{BAR / 2}" r="5.5" fill="{colour}" opacity="0.75"/>'
    yield f'<text x="{width / 2}" y="{BAR / 2 + 4.5}" fill="#8b95a1" text-anchor="middle" font-family="system-ui, sans-serif" font-size="13">{escape(title)}</text>'
    yield '<g font-family="ui-monospace, \'DejaVu Sans Mono\', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">'
    for row, line in enumerate(lines):
        y = BAR + PAD + 13 + row * HEIGHT
        for column, text, colour, bold, dim in runs(line):
            style = (' font-weight="700"' if bold else "") + (' opacity="0.6"' if dim else "")
            length = f'{cells(text) * WIDTH:.1f}'
            yield (
                f'<text x="{PAD + column * WIDTH:.1f}" y="{y}" fill="{colour}"{style} textLength="{length}" '
                f'lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
            )
    yield "</g></svg>\n"


def main():
    title = sys.argv[2] if sys.argv[1:2] == ["--title"] else "outcry"
    sys.stdout.write("\n".join(draw(sys.stdin.read(), title)))


main()
