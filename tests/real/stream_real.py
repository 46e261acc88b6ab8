"""Python's websockets listens to the live feed of a replay: it hears every event once, in order, across cuts of its own."""

import asyncio
import json
import pathlib
import re

import real

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "samples" / "netflix-sunday"
PACE = 3600  # seconds of the archive in each second, from shortly before the outage
HEARD_AT_ONCE = 7  # events, before the client cuts its connection and comes back
PATIENCE = 60  # seconds without any message


def begun(program, folder):
    """The replay, and its host and port."""
    onset = json.loads(SAMPLE.with_suffix(".truth.json").read_text())["outages"][0]["onset"]
    log = pathlib.Path(folder) / "replay.log"
    pace = ["--pace", PACE, "--pace-from", onset]
    served = ["--serve", "--listen", "127.0.0.1:0", "--store", pathlib.Path(folder) / "store.db", "--out", pathlib.Path(folder) / "events.ndjson"]
    run = real.start([program, "replay", SAMPLE.with_suffix(".jsonl.zst"), "-q", *served, *pace], log)
    address = lambda: re.search(r"the page is at http://(\S+?)/?\s", log.read_text())
    real.until(lambda: address() or run.poll() is not None, "the page")
    assert run.poll() is None, log.read_text()
    return run, address()[1]


async def listened(websockets, address, over):
    """(number, incident) of every event, and how often the client came back."""
    heard, cuts = [], 0
    while True:
        last = heard[-1][0] if heard else 0
        async with websockets.connect(f"ws://{address}/api/v1/stream?last_event_id={last}", ping_interval=5, max_size=None) as line:
            wanted = len(heard) + HEARD_AT_ONCE
            while len(heard) < wanted:
                ended = over()
                message = json.loads(await asyncio.wait_for(line.recv(), PATIENCE))
                if message["event"] == "reset":
                    break  # too much at once: what was missed is asked for
                if "id" in message:
                    heard.append((message["id"], message["data"]["id"]))
                elif ended and message["event"] == "status" and heard and message["data"]["sequence"] == heard[-1][0]:
                    return heard, cuts
        cuts += 1


def check(program, folder):
    try:
        import websockets
    except ImportError:
        raise real.LeftOut("needs python3-websockets")
    run, address = begun(program, folder)
    try:
        over = lambda: "the replay is over" in (pathlib.Path(folder) / "replay.log").read_text()
        heard, cuts = asyncio.run(listened(websockets, address, over))
        events = [json.loads(line) for line in (pathlib.Path(folder) / "events.ndjson").read_text().splitlines()]
        assert heard == [(event["data"]["sequence"], event["data"]["id"]) for event in events], heard
        assert any(".opened." in event["type"] and "netflix" in event["subject"] for event in events), "the outage was not told"
        return f"websockets {websockets.__version__}: {len(heard)} events, {cuts} cuts"
    finally:
        real.end(run)
