"""reddit_client.py ADDRESS N: reads the N posts of the double with PRAW, and says "ok" when all are there."""

import sys

import praw


def main():
    address, count = sys.argv[1], int(sys.argv[2])
    reddit = praw.Reddit(
        client_id="id",
        client_secret="secret",
        user_agent="linux:org.example.outcry:1.0 (by /u/outcry)",
        reddit_url=address,
        oauth_url=address,
        check_for_updates=False,
        check_for_async=False,
    )
    subreddit = reddit.subreddit("sysadmin+aws")
    posts = {post.title: post for post in subreddit.new(limit=None)}
    comments = {comment.body: comment for comment in subreddit.comments(limit=None)}
    missing = [n for n in range(count) if f"post {n}" not in (comments if n % 2 else posts)]
    if missing or len(posts) + len(comments) != count:
        sys.exit(f"missing: {missing}")
    assert posts["post 0"].fullname == "t3_k0" and posts["post 0"].author.name == "ann0"
    if count > 1:
        assert comments["post 1"].parent_id == "t3_k0"
    print("ok")


main()
