"""nginx serves a feed: what it says to conditional requests, compression and redirects is understood."""

import email.utils
import os
import pathlib
import time

import real

ITEM = "<item><guid>i{0}</guid><title>netflix is down, says user {0}</title><pubDate>{1}</pubDate></item>"
CONFIG = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log {folder}/access.log; gzip on; gzip_min_length 1; gzip_types application/rss+xml;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  types {{ application/rss+xml xml; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/www;
    location = /old.xml {{ return 301 http://127.0.0.1:{port}/feed.xml; }}
    location = /gone.xml {{ return 410; }} }}
}}
"""


def feed(items):
    dated = "".join(ITEM.format(n, email.utils.formatdate(time.time() - 600 + n)) for n in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{dated}</channel></rss>'


def check(program, folder):
    real.need("nginx")
    folder = pathlib.Path(folder)
    (folder / "www").mkdir()
    page = folder / "www" / "feed.xml"
    page.write_text(feed(range(40)))
    port = real.free_port()
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=port, user="user root;" if os.geteuid() == 0 else ""))
    server = real.start(["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"], folder / "nginx.log")
    try:
        real.until(lambda: real.listens(port), "nginx")
        sources = f'[sources.feed]\nkind = "rss"\nfeed = "http://127.0.0.1:{port}/old.xml"\nevery = "30s"\nabout = "netflix"\n'
        runs = real.Runs(program, folder, sources)
        log = folder / "access.log"
        run = real.start(runs.command("one"), folder / "run.log")
        try:
            heard = lambda: (folder / "one.db.status.json").exists() and runs.status("one")
            real.until(lambda: heard() and heard()["posts"] == 40, "the posts")
            real.until(lambda: " 304 " in log.read_text(), "a second question, answered by 304")
            page.write_text(feed(range(50)))
            real.until(lambda: heard()["posts"] == 50, "what was added")
        finally:
            real.end(run)
        source = runs.status("one")["sources"][0]
        assert source["bytes"] < source["bytes_unpacked"], "came without gzip"
        assert " 301 " in log.read_text()
        gone = real.Runs(program, folder, sources.replace("old.xml", "gone.xml"))
        refused = gone.once_refused("gone")
        assert "410" in refused, refused
        return "40 and 10 items, gzip, 301, 304, 410"
    finally:
        real.end(server)
