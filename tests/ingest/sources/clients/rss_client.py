#!/usr/bin/python3
"""rss_client.py ADDRESS N: reads a feed with feedparser and wants the posts 0 to N - 1 in it, and 304 the second time."""
import sys

import feedparser

address, n = sys.argv[1], int(sys.argv[2])
feed = feedparser.parse(address)
assert not feed.bozo, feed.bozo_exception
assert feed.version == "rss20", feed.version
assert [entry.summary.split("post ")[1].split("<")[0] for entry in feed.entries] == [str(i) for i in reversed(range(n))]
assert all(entry.published_parsed and entry.id == entry.link for entry in feed.entries)
assert feedparser.parse(address, etag=feed.etag).status == 304
print("ok")
