"""x_client.py ADDRESS N: tweepy reads the double of X's filtered stream until it has N posts, and says "ok".

Needs Debian's python3-tweepy (4.12), which knows nothing of outcry: what it can use is no invention of the double.
"""
import sys

import tweepy

address, wanted = sys.argv[1], int(sys.argv[2])


def at_home(url):
    return url.replace("https://api.twitter.com", address)


class Client(tweepy.StreamingClient):
    heard = set()

    def on_tweet(self, tweet):
        assert tweet.text.startswith("post "), tweet.text
        assert tweet.created_at is not None and tweet.author_id == 7
        self.heard.add(int(tweet.text[5:]))
        if len(self.heard) >= wanted:
            self.disconnect()

    def on_errors(self, errors):
        raise SystemExit(f"errors: {errors}")

    def on_request_error(self, status_code):
        raise SystemExit(f"status {status_code}")

    def on_exception(self, exception):
        raise exception


client = Client("stage-token", max_retries=1)
send = client.session.request
client.session.request = lambda method, url, **more: send(method, at_home(url), **more)

before = client.get_rules().data or []
made = client.add_rules(tweepy.StreamRule('"post" -is:retweet', tag="a client's own"))
assert made.data[0].id, made
assert len(client.get_rules().data) == len(before) + 1
client.filter(tweet_fields=["created_at", "author_id"], expansions=["author_id"], backfill_minutes=5)
client.delete_rules([made.data[0].id])
assert len(client.get_rules().data or []) == len(before)
assert client.heard == set(range(wanted)), client.heard
print("ok")
