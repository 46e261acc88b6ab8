import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { progress, progressWords } from "../../src/shell/banners";
import { speak } from "../../src/text/text";

beforeEach(() => { speak("en"); });

const replaying = (share: number | null, share_of: "time" | "bytes" | null) => ({ share, share_of, from: null, to: null, speed: 0, over: false });

test("how far a replay is says of what: of the archive's time, or of the files read", () => {
  assert.equal(progressWords(replaying(0.38, "time")), "38% of the archive");
  assert.equal(progressWords(replaying(0.38, "bytes")), "38% of the files read");
});

test("a pipe has no share, and the bar no value", () => {
  assert.equal(progressWords(replaying(null, null)), "how far it is, a pipe does not say");
  assert.ok(!("value" in progress(replaying(null, null)).props));
  assert.equal(progress(replaying(0.38, "time")).props["value"], 0.38);
});
