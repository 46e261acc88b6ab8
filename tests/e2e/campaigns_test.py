"""Campaigns: what one author, one text or new accounts send in numbers opens nothing, and hides no outage."""

import datetime
import json
import random

import program

START = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
DAYS = 4
OLD = START - datetime.timedelta(days=900)

SUBJECTS = ["netflix", "netflix app", "my netflix", "the netflix", "netflix here"]
FAILS = ["is down", "won't load", "keeps crashing", "not working", "gives me an error", "is stuck on the logo", "not loading"]
ENDS = ["", " again", " for me", " on the tv", " tonight", " ugh", ", anyone else?", " since ten minutes", " and it is my day off"]
NAMES = ["Ann", "Ben", "Cleo", "Dave", "Eva", "Finn", "Gus", "Hana", "Ian", "Jo"]
PLACES = ["Austin", "Boston", "Denver", "Miami", "Seattle", "Tulsa", "Reno", "Omaha"]


class Feed:
    """Statuses of an instance, in order of time."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.posts = []

    def post(self, minute, text, author=None, since=OLD, bot=False):
        at = START + datetime.timedelta(minutes=minute)
        number = len(self.posts)
        author = author or f"user{number}"
        self.posts.append((at, {
            "id": str(number),
            "uri": f"https://social.example/users/{author}/statuses/{number}",
            "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "content": f"<p>{text}</p>",
            "account": {
                "acct": author,
                "url": f"https://social.example/@{author}",
                "created_at": since.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "bot": bot,
            },
        }))

    def spread(self, count, begin, minutes):
        return [begin + minutes * (i + self.chance.random()) / count for i in range(count)]

    def honest(self):
        return self.chance.choice(SUBJECTS) + " " + self.chance.choice(FAILS) + self.chance.choice(ENDS)

    def usual(self):
        """A lively instance on which somebody has trouble with Netflix now and then."""
        for minute in self.spread(DAYS * 1440 * 2, 0, DAYS * 1440):
            self.post(minute, "what a day, the weather is lovely and so is the cake")
        for minute in self.spread(DAYS * 10, 0, DAYS * 1440):
            self.post(minute, self.honest())

    def write(self, path):
        ordered = sorted(self.posts, key=lambda post: post[0])
        path.write_text("".join(json.dumps(status) + "\n" for _, status in ordered))


def one_author(feed, begin):
    for minute in feed.spread(1000, begin, 120):
        feed.post(minute, feed.honest(), author="shouter")


def fifty_new_accounts_one_text(feed, begin, minutes=20):
    for i, minute in enumerate(feed.spread(50, begin, minutes)):
        feed.post(minute, "netflix is down for everyone and their support does not even answer", author=f"fresh{begin}x{i}",
                  since=START + datetime.timedelta(minutes=begin - 30))


def a_template(feed, begin):
    for minute in feed.spread(500, begin, 180):
        name, place = feed.chance.choice(NAMES), feed.chance.choice(PLACES)
        feed.post(minute, f"{name} from {place} here: netflix is down and my money is gone, time to cancel it all and try "
                          f"something better, {feed.chance.randrange(10000)}")


def a_meme(feed, begin):
    for i, minute in enumerate(feed.spread(300, begin, 120)):
        words = " ".join(feed.chance.sample(["lol", "this", "is", "me", "right", "now", "omg", "so", "true"], 3))
        feed.post(minute, f"netflix is down {words} https://pics.example/meme.jpg #netflixdown", author=f"fan{begin}x{i}")


def new_accounts_with_varied_texts(feed, begin):
    for i, minute in enumerate(feed.spread(200, begin, 90)):
        feed.post(minute, feed.honest(), author=f"young{begin}x{i}", since=START + datetime.timedelta(minutes=begin - 600))


def a_news_bot(feed, begin):
    for minute in feed.spread(120, begin, 60):
        feed.post(minute, f"{feed.honest()} #{feed.chance.randrange(1000)}", author=f"bot{minute}", bot=True)


CAMPAIGNS = [
    one_author,
    fifty_new_accounts_one_text,
    lambda feed, begin: fifty_new_accounts_one_text(feed, begin, minutes=240),
    a_template,
    a_meme,
    new_accounts_with_varied_texts,
    a_news_bot,
]


class Campaigns(program.SmallHome):
    def replay(self, feed, name="all"):
        archive = self.path("posts.ndjson")
        feed.write(archive)
        events = self.path(f"{name}.ndjson")
        done = program.run("replay", archive, "--format", "mastodon", "--out", events, "--quiet")
        return done, program.events(events)

    def test_campaigns_open_nothing_and_are_named(self):
        feed = Feed(1)
        feed.usual()
        for i, campaign in enumerate(CAMPAIGNS):
            campaign(feed, 1440 + i * 600)
        done, events = self.replay(feed)
        self.assertEqual([event["data"]["id"] for event in events], [])
        self.assertRegex(done.stderr, r"held back 1\d{3} posts of evidence")
        self.assertIn("posts of one text", done.stderr)
        self.assertIn("posts from accounts made within three days", done.stderr)

    def test_an_outage_is_told_among_copies_and_new_accounts(self):
        told = []
        for share in (0, 0.3):
            feed = Feed(2)
            feed.usual()
            begin = 3 * 1440 + 720
            for i, minute in enumerate(feed.spread(180, begin, 60)):
                campaign = feed.chance.random() < share
                text = feed.honest()
                feed.post(minute, "netflix is down for everyone and their support does not even answer" if campaign else text,
                          since=OLD if i % 2 else START + datetime.timedelta(minutes=begin) if campaign else OLD)
            _, events = self.replay(feed, share)
            opened = [event for event in events if event["data"]["event"]["type"] == "opened"]
            self.assertEqual(len(opened), 1)
            told.append(datetime.datetime.fromisoformat(opened[0]["time"].replace("Z", "+00:00")))
        self.assertLessEqual(told[1] - told[0], datetime.timedelta(minutes=1))


program.main()
