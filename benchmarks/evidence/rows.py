#!/usr/bin/env python3
"""Joins labels with their texts, for `outcry train`. The texts belong to others and are not in this repository.

usage: rows.py LABELS_FOLDER POSTS.txt[.zst] STREAMS_FOLDER > rows.tsv

LABELS_FOLDER   labels.tsv, labels_more.tsv (posts that name their service), labels_context.tsv (the source gives it)
POSTS           one text a line: the rows of own_labels.tsv with ids "posts:LINE"
STREAMS_FOLDER  NAME/posts.csv.gz with columns id and text: the rows with ids "NAME:ID"
"""

import csv
import gzip
import pathlib
import re
import subprocess
import sys

COLUMNS = ["id", "service", "language", "label", "confidence", "given", "use", "symptom", "group", "text"]
HERE = pathlib.Path(__file__).parent


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def posts(path):
    if path.endswith(".zst"):
        data = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
    else:
        data = pathlib.Path(path).read_bytes()
    return data.decode("utf-8", "replace").split("\n")


def stream_texts(folder, names):
    out = {}
    for name in sorted(names):
        with gzip.open(folder / name / "posts.csv.gz", "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                out[f"{name}:{row['id']}"] = row["text"]
    return out


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


def own(lines, streams):
    labels = list(table(HERE / "own_labels.tsv"))
    names = {row["id"].split(":", 1)[0] for row in labels} - {"posts"}
    texts = stream_texts(streams, names)
    for row in labels:
        source, key = row["id"].split(":", 1)
        text = lines[int(key) - 1] if source == "posts" else texts[row["id"]]
        given = "" if source == "posts" else "yes"
        yield {**row, "given": given, "use": "train", "group": "own", "text": text}


def main(labels, posts_file, streams):
    print("\t".join(COLUMNS))
    rows = [*shared(pathlib.Path(labels)), *own(posts(posts_file), pathlib.Path(streams))]
    for row in rows:
        print("\t".join(one_line(row[column]) for column in COLUMNS))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
