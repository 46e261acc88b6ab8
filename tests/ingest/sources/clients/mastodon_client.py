#!/usr/bin/python3
"""mastodon_client.py ADDRESS N: shows with Mastodon.py that the double of an instance is one. It has N posts.

Reads the timeline down and up, then listens to the stream while it posts and deletes. Prints "ok".
"""

import os
import queue
import re
import sys

from mastodon import Mastodon, StreamListener

WAIT = 10


class Listener(StreamListener):
    def __init__(self):
        self.updates = queue.Queue()
        self.deletes = queue.Queue()
        self.heartbeats = queue.Queue()

    def on_update(self, status):
        self.updates.put(status)

    def on_delete(self, status_id):
        self.deletes.put(status_id)

    def handle_heartbeat(self):
        self.heartbeats.put(True)


def number_of(status):
    return int(re.fullmatch(r"<p>post (\d+)</p>", status["content"]).group(1))


def downwards(api):
    """All posts, newest first, by max_id."""
    out, page = [], api.timeline_public(limit=40)
    while page:
        out += [number_of(status) for status in page]
        page = api.timeline_public(limit=40, max_id=page[-1]["id"])
    return out


def upwards(api, min_id):
    """All posts above an id, oldest first, by min_id."""
    out, page = [], api.timeline_public(limit=7, min_id=min_id)
    while page:
        out += [number_of(status) for status in reversed(page)]
        page = api.timeline_public(limit=7, min_id=page[0]["id"])
    return out


def main(address, posts):
    api = Mastodon(api_base_url=address, access_token="x", version_check_mode="none")
    assert downwards(api) == list(range(posts - 1, -1, -1))
    oldest = api.timeline_public(limit=40)[-1]
    assert upwards(api, oldest["id"]) == list(range(number_of(oldest) + 1, posts))
    listener = Listener()
    api.stream_public(listener, run_async=True)
    listener.heartbeats.get(timeout=WAIT)
    for n in range(posts, posts + 5):
        api.status_post(f"post {n}")
    heard = [listener.updates.get(timeout=WAIT) for _ in range(5)]
    assert [number_of(status) for status in heard] == list(range(posts, posts + 5))
    api.status_delete(heard[0]["id"])
    assert str(listener.deletes.get(timeout=WAIT)) == str(heard[0]["id"])
    assert number_of(heard[0]) not in downwards(api)
    print("ok", flush=True)
    os._exit(0)  # the thread that reads the stream ends with its next byte only


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
