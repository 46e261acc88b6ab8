#!/usr/bin/env python3
"""Joins labels with their texts, for `outcry train`. The texts belong to others and are not in this repository.

usage: rows.py TEXTS_FOLDER STREAMS_FOLDER > rows.tsv

TEXTS_FOLDER    outage_labels/labels.tsv and labels_more.tsv (posts that name their service), labels_context.tsv (the
                source gives it); the sources of own_labels.tsv: posts/posts_en_400k.txt.zst, one text a line, and the
                CSV files in SOURCES, by number of row from 0
STREAMS_FOLDER  NAME/posts.csv.gz with columns id and text: the rows with ids "NAME:ID"

written/LANGUAGE.tsv beside this script holds examples that were written for this project, texts included. Those of
LANGUAGE-hidden.tsv are reports that do not look like one. People write so rarely, so these rows weigh as doubtful ones do.
"""

import csv
import gzip
import pathlib
import re
import subprocess
import sys

COLUMNS = ["id", "service", "language", "label", "confidence", "given", "use", "symptom", "group", "text"]
# What readers called a way to fail, where the catalog has another name for it; "none" says no more than that it fails.
SYMPTOMS = {
    "connect": "connection",
    "slow": "playback",
    "upload": "content",
    "search": "content",
    "down": "none",
    "other": "none",
}
HERE = pathlib.Path(__file__).parent
SOURCES = {
    "twcs_spotify": ("twcs/spotify_support_requests.csv", "text"),
    "twcs5000": ("twcs/twcs_5000.csv", "text"),
    "sanders": ("sanders/full-corpus.csv", "TweetText"),
    "isp": ("nigerian_isp/merged.csv", "Text"),
    "airline": ("airline/Tweets.csv", "text"),
    "xci": ("complaints/x-ci.csv", "tweet"),
}


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def posts(path):
    data = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
    return data.decode("utf-8", "replace").split("\n")


def csv_texts(path, column):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        return [row.get(column) or "" for row in csv.DictReader(file)]


def stream_texts(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return {row["id"]: row["text"] for row in csv.DictReader(file)}


class Texts:
    """Texts by the ids of own_labels.tsv; each source is read when it is first asked."""

    def __init__(self, texts, streams):
        self.texts, self.streams, self.read = texts, streams, {}

    def find(self, identity):
        source, key = identity.split(":", 1)
        if source not in self.read:
            self.read[source] = self.load(source)
        known = self.read[source]
        return known[int(key) - 1] if source == "posts" else known[int(key)] if isinstance(known, list) else known[key]

    def load(self, source):
        if source == "posts":
            return posts(self.texts / "posts" / "posts_en_400k.txt.zst")
        if source in SOURCES:
            path, column = SOURCES[source]
            return csv_texts(self.texts / path, column)
        return stream_texts(self.streams / source / "posts.csv.gz")


def shared(folder):
    for name, given in (("labels.tsv", ""), ("labels_more.tsv", ""), ("labels_context.tsv", "yes")):
        for row in table(folder / name):
            yield {
                **{key: row.get(key, "") for key in ("id", "service", "label", "confidence", "symptom")},
                "language": row["lang"],
                "given": given,
                "use": "",
                "group": row["stratum"],
                "text": row["text"],
            }


def own(texts):
    for row in table(HERE / "own_labels.tsv"):
        given = "yes" if (texts.streams / row["id"].split(":", 1)[0]).is_dir() else ""
        yield {**row, "given": given, "use": "train", "group": "own", "text": texts.find(row["id"])}


def written():
    for path in sorted((HERE / "written").glob("*.tsv")):
        for number, row in enumerate(table(path)):
            confidence = "amb" if path.stem.endswith("-hidden") else row["confidence"]
            more = {"id": f"{path.stem}:{number}", "use": "train", "group": "written", "confidence": confidence}
            yield {**row, "symptom": row.get("symptom", ""), **more}


def symptom(row):
    """What fails in another way is no symptom when it may be anything, as in problems of one person."""
    if row["symptom"] == "other" and row["label"] == "individual":
        return ""
    return SYMPTOMS.get(row["symptom"], row["symptom"])


def main(texts, streams):
    print("\t".join(COLUMNS))
    rows = [*shared(texts / "outage_labels"), *own(Texts(texts, streams)), *written()]
    for row in rows:
        row["symptom"] = symptom(row)
        print("\t".join(one_line(row[column] or "") for column in COLUMNS))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
