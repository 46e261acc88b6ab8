import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger } from "../../src/data/ledger";
import { Announcer } from "../../src/shell/announcer";

test("events in order are new, repeats are seen, holes are gaps", () => {
  const ledger = new Ledger();
  assert.equal(ledger.admit(5), "gap");
  ledger.loaded(5);
  assert.deepEqual([5, 6, 6, 7, 9].map((n) => ledger.admit(n)), ["seen", "new", "seen", "new", "gap"]);
  assert.equal(ledger.last, 7);
});

test("a picture that is older than what was heard takes nothing back", () => {
  const ledger = new Ledger();
  ledger.loaded(9);
  ledger.loaded(8);
  assert.equal(ledger.last, 9);
});

test("a log that begins anew is counted anew", () => {
  const ledger = new Ledger();
  ledger.loaded(900);
  ledger.forget();
  ledger.loaded(3);
  assert.equal(ledger.admit(4), "new");
});

test("a thousand cuts with replays lose and double nothing", () => {
  const ledger = new Ledger();
  ledger.loaded(0);
  const taken: number[] = [];
  let told = 0;
  for (let cut = 0; cut < 1000; ++cut) {
    told += cut % 4;
    const from = Math.max(1, (ledger.last ?? 0) - (cut % 3));
    for (let n = from; n <= told; ++n) if (ledger.admit(n) === "new") taken.push(n);
  }
  assert.deepEqual(taken, Array.from({ length: told }, (_, i) => i + 1));
});

test("a verdict is said at most once a minute, and then the newest", () => {
  const announcer = new Announcer();
  assert.equal(announcer.say("a", 0), "a");
  assert.equal(announcer.say("b", 1000), "a");
  assert.equal(announcer.say("c", 59_999), "a");
  assert.equal(announcer.say("c", 60_000), "c");
});
