#!/usr/bin/env python3
"""How well `outcry score` tells the labelled surges of the Numenta Anomaly Benchmark, by the benchmark's published rule.

usage: nab.py OUTCRY FOLDER [ABLATION]

OUTCRY  the program
FOLDER  Twitter_volume_COMPANY.csv (columns timestamp and value) and combined_windows.json of the benchmark
ABLATION  the program detection_ablation: prints as well what each part of the detector adds

The rule (Lavin and Ahmad 2015, arXiv:1510.03336). The first 15 % of a file, at most 750 rows, are not judged. A row is told
when its score reaches the threshold. With s(y) = 2 / (1 + exp(5 y)) - 1,

- a window of w rows that ends with row r earns s(-(r - i + 1) / w) / s(-1) for its first told row i, or costs a miss;
- a told row i outside costs a false row times -s((i - r) / (w - 1)), r and w of the window before it; a whole false row where
  no window came before or the last one is more than three lengths away.

What a miss and a false row cost is the profile. A score of 0 is that of a detector that never tells anything, 100 that of one
that tells every window with its first row and nothing else. Windows that end in the part that is not judged cost no miss.

Thresholds are decades: -log10 of the alarms a day that a row as high lets expect. The column `score` counts a surge once at
one alarm a week. Where another threshold is chosen, it is chosen twice: on the column as it stands, and with the rule of one
telling begun anew at each threshold, as the alarms of `--false-alarms` do.
"""

import bisect
import csv
import dataclasses
import datetime
import functools
import itertools
import json
import math
import pathlib
import subprocess
import sys
import tempfile

FIXED = 0.845  # -log10(1/7): one alarm a week
CHARTS = ("surge", "sr", "cusum", "ewma")
STEP = 0.01
GRID = [0.005 + STEP * i for i in range(400)]  # one alarm a day to one in ten thousand days
SMOOTHING = 0.1  # standard deviation in decades
DAY = datetime.timedelta(days=1)
PREFIX = "Twitter_volume_"


@dataclasses.dataclass(frozen=True)
class Profile:
    """What a missed window and a false row cost, where a window told with its first row earns 1."""

    name: str
    miss: float
    false_row: float


PROFILES = (Profile("standard", 1, 0.11), Profile("low FP", 1, 0.22), Profile("low FN", 2, 0.11))


@dataclasses.dataclass(frozen=True)
class Series:
    """One scored file. statistics: the scores before rows of a surge that was told already are held back. windows: pairs of
    first and last row, both inside. worth: what a told row earns, before weights."""

    company: str
    times: list
    scores: list
    statistics: list
    windows: list
    unjudged: int
    worth: list

    @functools.cached_property
    def judged_windows(self):
        return [(first, last) for first, last in self.windows if last >= self.unjudged]

    @functools.cached_property
    def outside(self):
        inside = {row for first, last in self.windows for row in range(first, last + 1)}
        return frozenset(range(self.unjudged, len(self.scores))) - inside

    def days(self):
        return (self.times[-1] - self.times[self.unjudged]) / DAY

    def told(self, threshold):
        return [row for row in range(self.unjudged, len(self.scores)) if self.scores[row] >= threshold]


def sigmoid(y):
    return 2 / (1 + math.exp(5 * y)) - 1


def worth_of_rows(count, windows):
    worth = [-1.0] * count
    ends = [first for first, _ in windows[1:]] + [count]
    for (first, last), end in zip(windows, ends):
        length = last - first + 1
        for row in range(first, last + 1):
            worth[row] = sigmoid((row - last - 1) / length) / sigmoid(-1)
        for row in range(last + 1, min(end, last + 3 * (length - 1) + 1)):
            worth[row] = sigmoid((row - last) / (length - 1))
    return worth


def scored(outcry, path, chart):
    """The rows of a file as the program gives them back."""
    command = [outcry, "score", path, "--map", "time=timestamp,count=value", "--chart", chart]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    rows = list(csv.DictReader(out.splitlines()))
    with path.open() as file:
        if len(rows) != sum(1 for _ in file) - 1:
            sys.exit(f"{path}: outcry score gave back {len(rows)} rows, not one for each row of the file")
    return rows


def series(outcry, path, labels, chart):
    rows = scored(outcry, path, chart)
    times = [datetime.datetime.fromisoformat(row["time"]) for row in rows]
    scores, statistics = ([float(row[column]) for row in rows] for column in ("score", "statistic"))
    stamps = [[datetime.datetime.fromisoformat(stamp) for stamp in label] for label in labels]
    windows = sorted((times.index(first), times.index(last)) for first, last in stamps)
    unjudged = min(math.floor(0.15 * len(rows)), 750)
    company = path.stem.removeprefix(PREFIX)
    return Series(company, times, scores, statistics, windows, unjudged, worth_of_rows(len(rows), windows))


def read(outcry, folder, chart):
    paths = sorted(folder.glob(PREFIX + "*.csv"))
    if not paths:
        sys.exit(f"{folder} holds no {PREFIX}*.csv; it should be the tweet counts of the Numenta Anomaly Benchmark")
    windows = json.loads((folder / "combined_windows.json").read_text())
    return [series(outcry, path, windows["realTweets/" + path.name], chart) for path in paths]


def misses(some, profile):
    return -profile.miss * sum(len(one.judged_windows) for one in some)


def total(one, rows, profile):
    """The sum of a series of which these rows are told."""
    false_rows = sum(profile.false_row * one.worth[row] for row in rows if row in one.outside)
    judged = [row for row in rows if row >= one.unjudged]
    firsts = [next((row for row in judged if first <= row <= last), None) for first, last in one.judged_windows]
    return false_rows + sum(-profile.miss if row is None else one.worth[row] for row in firsts)


def records(one, first, last):
    """Rows of a window that score higher than every row before them: the first told row is always one of these."""
    highest = -math.inf
    for row in range(max(first, one.unjudged), last + 1):
        if one.scores[row] > highest:
            highest = one.scores[row]
            yield row


def changes(one, profile):
    """Pairs of a score and by how much the sum changes when the threshold falls to it; the sum starts with all misses."""
    for row in one.outside:
        yield one.scores[row], profile.false_row * one.worth[row]
    for first, last in one.judged_windows:
        before = -profile.miss
        for row in reversed(list(records(one, first, last))):
            yield one.scores[row], one.worth[row] - before
            before = one.worth[row]


class Curve:
    """The sum of some series over the threshold on their column of scores."""

    def __init__(self, some, profile):
        steps = sorted((step for one in some for step in changes(one, profile)), reverse=True)
        self.fallen = [-score for score, _ in steps]
        self.sums = list(itertools.accumulate((change for _, change in steps), initial=misses(some, profile)))

    def at(self, threshold):
        return self.sums[bisect.bisect_right(self.fallen, -threshold)]

    def best_threshold(self):
        return max({-fallen for fallen in self.fallen}, key=lambda threshold: (self.at(threshold), threshold))


def normalised(sum_of_all, some, profile):
    windows = sum(len(one.windows) for one in some)
    return 100 * (sum_of_all + profile.miss * windows) / ((1 + profile.miss) * windows)


def told_anew(one, threshold, high):
    """The rows told when the rule of one telling starts at the threshold: again within a day only when ten times rarer,
    which is one decade. high: the rows that could be told."""
    rows = []
    for row in high:
        score = one.statistics[row]
        recent = rows and one.times[row] - one.times[rows[-1]] < DAY
        if score >= threshold and not (recent and score <= one.statistics[rows[-1]] + 1):
            rows.append(row)
    return rows


def anew(one):
    """What is told at each threshold of the grid; that of one a week must be what the program told."""
    high = [row for row, score in enumerate(one.statistics) if score >= GRID[0]]
    if [row for row in told_anew(one, FIXED, high) if row >= one.unjudged] != one.told(FIXED):
        sys.exit(f"{one.company}: the rule of one telling in nab.py is no longer that of outcry score")
    return [told_anew(one, threshold, high) for threshold in GRID]


def sums_as_it_stands(some):
    return [[list(map(Curve([one], profile).at, GRID)) for one in some] for profile in PROFILES]


def sums_anew(some):
    told = [anew(one) for one in some]
    return [[[total(one, rows, p) for rows in of_one] for one, of_one in zip(some, told)] for p in PROFILES]


def smooth_peak(sums):
    """The place on the grid at which the sums, smoothed with a Gaussian, are highest."""
    reach = round(5 * SMOOTHING / STEP)
    weights = {i: math.exp(-((i * STEP / SMOOTHING) ** 2) / 2) for i in range(-reach, reach + 1)}
    smooth = []
    for place in range(len(sums)):
        near = [(weight, sums[place + i]) for i, weight in weights.items() if 0 <= place + i < len(sums)]
        smooth.append(sum(weight * value for weight, value in near) / sum(weight for weight, _ in near))
    return smooth.index(max(smooth))


def together(sums):
    return [sum(column) for column in zip(*sums)]


def hits(one, rows):
    """Positions of the first told rows in their windows, 0 the beginning and 1 the end."""
    for first, last in one.judged_windows:
        inside = [row for row in rows if first <= row <= last]
        if inside:
            yield (inside[0] - first) / (last - first + 1)


def figures(some, threshold):
    """Columns: windows hit, rows told outside, runs of these a day, mean position of the first hit."""
    told = [one.told(threshold) for one in some]
    outside = [one.outside.intersection(rows) for one, rows in zip(some, told)]
    positions = [position for one, rows in zip(some, told) for position in hits(one, rows)]
    runs = sum(row - 1 not in rows for rows in outside for row in rows) / sum(one.days() for one in some)
    hit = f"{len(positions)}/{sum(len(one.judged_windows) for one in some)}"
    mean = f"{sum(positions) / len(positions):.2f}" if positions else "-"
    return f"{hit:>9}{sum(map(len, outside)):>10}{runs:>13.3f}{mean:>11}"


FIGURES = f"{'hit':>9}{'rows out':>10}{'false a day':>13}{'first hit':>11}"
NAMES = "".join(f"{profile.name:>10}" for profile in PROFILES)


def print_fixed(some):
    print(f"\nat the fixed threshold {FIXED}, one alarm a week: nothing is chosen\n{'':20}{NAMES}{FIGURES}")
    for name, part in [(one.company, [one]) for one in some] + [("all", some)]:
        scores = "".join(f"{normalised(Curve(part, p).at(FIXED), part, p):10.1f}" for p in PROFILES)
        print(f"{name:20}{scores}{figures(part, FIXED)}")


def row_of(name, cells):
    return f"{name:20}" + "".join(f"{f'{score:.1f} at {threshold:6.3f}':>17}" for score, threshold in cells)


def print_left_out(some, sums, title):
    """sums: for each profile and series those on the grid."""
    print(f"\n{title}\n{'':20}" + "".join(f"{profile.name:>17}" for profile in PROFILES))
    left_out = [0.0] * len(PROFILES)
    for i, one in enumerate(some):
        places = [smooth_peak(together(of_profile[:i] + of_profile[i + 1 :])) for of_profile in sums]
        own = [of_profile[i][place] for of_profile, place in zip(sums, places)]
        left_out = [before + more for before, more in zip(left_out, own)]
        print(row_of(one.company, [(normalised(s, [one], p), GRID[j]) for s, p, j in zip(own, PROFILES, places)]))
    scores = [normalised(s, some, p) for s, p in zip(left_out, PROFILES)]
    print(f"{'all, each left out':20}" + "".join(f"{score:7.1f}          " for score in scores).rstrip())
    best = [max(zip(together(of_profile), GRID)) for of_profile in sums]
    print(row_of("all, in-sample best", [(normalised(s, some, p), threshold) for (s, threshold), p in zip(best, PROFILES)]))


def print_charts(by_chart):
    print("\nthe charts, each at the threshold that suits it best on all companies (in-sample, so too good)")
    print(f"{'':20}" + "".join(f"{profile.name:>17}" for profile in PROFILES) + FIGURES)
    for chart, some in by_chart.items():
        curves = [Curve(some, p) for p in PROFILES]
        best = [curve.best_threshold() for curve in curves]
        scores = [normalised(curve.at(t), some, p) for curve, t, p in zip(curves, best, PROFILES)]
        print(row_of(chart, zip(scores, best)) + figures(some, best[0]))
    print("(the last four columns at the threshold of the standard profile)")


def print_ablation(program, folder, some):
    """The same rows scored with parts of the detector left out, each at the fixed threshold and at its own best one."""
    with tempfile.TemporaryDirectory() as scratch:
        paths = sorted(folder.glob(PREFIX + "*.csv"))
        subprocess.run([program, scratch, *paths], check=True)
        print("\nwhat each part adds: standard and low FP, at the fixed threshold, and at the best one (in-sample)")
        for variant in sorted(pathlib.Path(scratch).iterdir(), key=lambda one: (one.name != "all", one.name)):
            part = []
            for one in some:
                with (variant / f"{PREFIX}{one.company}.csv").open() as file:
                    scores = [float(row["score"]) for row in csv.DictReader(file)]
                part.append(dataclasses.replace(one, scores=scores))
            curves = [Curve(part, p) for p in PROFILES[:2]]
            fixed = [normalised(curve.at(FIXED), part, p) for curve, p in zip(curves, PROFILES)]
            best = [normalised(curve.at(curve.best_threshold()), part, p) for curve, p in zip(curves, PROFILES)]
            print(f"{variant.name:24}" + "".join(f"{score:8.1f}" for score in (*fixed, *best)))


def main(outcry, folder, ablation=None):
    by_chart = {chart: read(outcry, folder, chart) for chart in CHARTS}
    surge = by_chart["surge"]
    windows = sum(len(one.windows) for one in surge)
    print(f"Numenta Anomaly Benchmark, tweets that name a company: {len(surge)} companies, {windows} windows")
    print_fixed(surge)
    chosen = "threshold chosen on the other companies by the peak of their smoothed curve, "
    print_left_out(surge, sums_as_it_stands(surge), chosen + "on the column as it stands")
    print_left_out(surge, sums_anew(surge), chosen + "telling anew at each threshold")
    print_charts(by_chart)
    if ablation:
        print_ablation(ablation, folder, surge)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
