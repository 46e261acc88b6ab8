#!/usr/bin/env python3
"""What `outcry classify` says of labelled rows that the model did not see, from end to end, and of sentiment.

usage: bars.py OUTCRY ROWS.tsv TEXTS_FOLDER

OUTCRY        the program
ROWS.tsv      from rows.py
TEXTS_FOLDER  vader_groundtruth/tweets_GroundTruth.txt and airline/Tweets.csv in it

Learns five models, each without a fifth of the rows that count, and asks each about its fifth. Takes about six minutes.
"""

import collections
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDS = 5
EVIDENCE = ("report", "question")


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def fold(text):
    bare = re.sub(r"https?\S*|@\w+|[^a-z]+", "", text.lower().replace("user", "").replace("url", ""))
    return int(hashlib.sha256(bare.encode()).hexdigest(), 16) % FOLDS


def classified(outcry, rows, folder, *more):
    """One object for each row, in their order; rows are dictionaries with text and perhaps service and language."""
    posts = folder / "posts.csv"
    with posts.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "service", "lang"])
        for number, row in enumerate(rows):
            writer.writerow([number, row["text"], row.get("service", ""), row.get("language", "")])
    command = [outcry, "classify", posts, "--map", "id=id,text=text,service=service,language=lang", *more]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def train(outcry, rows, folder):
    path, model = folder / "rows.tsv", folder / "fold.model"
    with path.open("w", encoding="utf-8") as file:
        file.write("\t".join(rows[0]) + "\n")
        for row in rows:
            file.write("\t".join(row.values()) + "\n")
    command = [outcry, "train", path, "--penalty", "0.15", "--choice-penalty", "0.1", "--doubtful", "0.25", "-o", model]
    subprocess.run(command, check=True, capture_output=True)
    return model


def unseen(outcry, rows, folder):
    """Pairs of a row that counts and what a model says of it that did not see it."""
    counted = [row for row in rows if row["use"] != "train"]
    for part in range(FOLDS):
        asked = [row for row in counted if fold(row["text"]) == part]
        model = train(outcry, [row for row in rows if fold(row["text"]) != part], folder)
        given = [{**row, "service": row["service"] if row["given"] else ""} for row in asked]
        yield from zip(asked, classified(outcry, given, folder, "--catalog", model))


def slug_of(row, mentions, names):
    wanted = names.get(row["service"].lower(), row["service"].lower())
    return next((one for one in mentions if one["service"] == wanted), None)


def names_of(outcry, rows, folder):
    """Slugs by what labels call a service: each name is asked as if a source had given it."""
    called = sorted({row["service"] for row in rows})
    asked = [{"text": "it is down", "service": name} for name in called]
    found = classified(outcry, asked, folder)
    return {name.lower(): one["mentions"][0]["service"] for name, one in zip(called, found) if one["mentions"]}


def share(part, whole):
    return f"{part} of {whole}" + (f" ({part / whole:.2f})" if whole else "")


def judged(pairs, names):
    found = collections.Counter()
    blamed = collections.Counter()
    for row, said in pairs:
        kind = "given" if row["given"] else "named"
        one = slug_of(row, said["mentions"], names)
        truth = row["label"] in EVIDENCE
        counts = one is not None and one["intent"] in EVIDENCE
        found[kind, "rows"] += 1
        found[kind, "true"] += truth
        found[kind, "said"] += counts
        found[kind, "right"] += counts and truth
        found[kind, "without a mention"] += one is None
        if truth and one is not None and len(said["mentions"]) > 1 and "|" not in row["service"]:
            best = max(said["mentions"], key=lambda mention: mention["evidence"])
            blamed["rows"] += 1
            blamed["right"] += best["service"] == one["service"]
    print("from end to end: what classify counts, on rows that the model did not see")
    for kind in ("named", "given"):
        n = {what: found[kind, what] for what in ("rows", "true", "said", "right", "without a mention")}
        precision, recall = share(n["right"], n["said"]), share(n["right"], n["true"])
        print(f"  {kind}: {n['rows']} rows, precision {precision}, recall {recall}; {n['without a mention']} without a mention")
    print(f"who is blamed, of reports that name several services: {share(blamed['right'], blamed['rows'])} right")


def pearson(xs, ys):
    n, mx, my = len(xs), sum(xs) / len(xs), sum(ys) / len(ys)
    top = sum((x - mx) * (y - my) for x, y in zip(xs, ys))
    return top / (sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)) ** 0.5 if n else 0


def vader(outcry, texts, folder):
    lines = (texts / "vader_groundtruth" / "tweets_GroundTruth.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.count("\t") >= 2]
    said = classified(outcry, [{"text": row[2]} for row in rows], folder)
    r = pearson([float(row[1]) for row in rows], [one["sentiment"] for one in said])
    print(f"sentiment against the mean of 20 raters, {len(rows)} tweets: Pearson r {r:.3f}")


def airline(outcry, texts, folder):
    with (texts / "airline" / "Tweets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    said = classified(outcry, rows, folder)
    n = collections.Counter()
    for row, one in zip(rows, said):
        score = one["sentiment"]
        told = "positive" if score > 0.05 else "negative" if score < -0.05 else "neutral"
        n[row["airline_sentiment"], told] += 1
    total = 0
    for label in ("negative", "neutral", "positive"):
        right = n[label, label]
        both = sum(count for (truth, told), count in n.items() for one in (truth, told) if one == label)
        total += 2 * right / both
    print(f"airline sentiment, three classes, {len(rows)} tweets: macro-F1 {total / 3:.3f}")


def main(outcry, rows_path, texts):
    rows = table(rows_path)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        vader(outcry, texts, folder)
        airline(outcry, texts, folder)
        names = names_of(outcry, rows, folder)
        judged(unseen(outcry, rows, folder), names)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
