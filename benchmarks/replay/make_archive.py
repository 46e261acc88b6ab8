#!/usr/bin/env python3
"""Makes a Jetstream archive out of texts, one a line: make_archive.py TEXTS.txt ARCHIVE.jsonl [POSTS]

Lines are like those of the public feed with collections limited to posts (about 440 bytes); 25 posts a second of
event time, one author in four posts twice. POSTS repeats the texts as often as it takes. "-" reads standard input.
"""

import json
import random
import sys

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
START_US = 1_767_225_600_000_000  # 2026-01-01


def key(chance, length):
    return "".join(chance.choices(ALPHABET, k=length))


def lines(texts, posts):
    chance = random.Random(1)
    authors = [f"did:plc:{key(chance, 24)}" for _ in range(max(1, posts * 3 // 4))]
    for i in range(posts):
        time_us = START_US + i * 40_000
        seconds, micros = divmod(time_us - chance.randrange(2_000_000), 1_000_000)
        created = f"2026-01-{1 + seconds // 86400 % 28:02d}T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        yield json.dumps(
            {
                "did": authors[chance.randrange(len(authors))],
                "time_us": time_us,
                "kind": "commit",
                "commit": {
                    "rev": key(chance, 13),
                    "operation": "create",
                    "collection": "app.bsky.feed.post",
                    "rkey": key(chance, 13),
                    "record": {
                        "$type": "app.bsky.feed.post",
                        "createdAt": f"{created}.{micros // 1000:03d}Z",
                        "langs": ["en"],
                        "text": texts[i % len(texts)],
                    },
                    "cid": "bafyrei" + key(chance, 52),
                },
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )


def main():
    source = sys.stdin if sys.argv[1] == "-" else open(sys.argv[1], encoding="utf-8", errors="replace")
    texts = [line for line in source.read().split("\n") if line]
    posts = int(sys.argv[3]) if len(sys.argv) > 3 else len(texts)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        for line in lines(texts, posts):
            out.write(line + "\n")


main()
