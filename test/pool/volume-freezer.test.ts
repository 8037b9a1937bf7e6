import { expect, it, vi } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { SlotRecord } from "../../src/pool/slot-record.ts";
import { VolumeFreezer } from "../../src/pool/volume-freezer.ts";
import { WorkspaceBudget } from "../../src/pool/workspace-budget.ts";
import { EMPTY_DELTA } from "../../src/volume/delta.ts";

it("freezes what was used longest ago, when nothing is used; what was frozen is as it was", () => {
  vi.useFakeTimers();
  try {
    const freezer = new VolumeFreezer();
    const records = Array.from(
      { length: 200 },
      (_, key) => new SlotRecord(key, DEFAULT_LIMITS, EMPTY_DELTA, freezer, new WorkspaceBudget(2 ** 32)),
    );
    for (const record of records)
      record.volume.writeFile(`/workspace/${record.key}`, Buffer.from(`content ${record.key}`));
    const freeze = records.map((record) => vi.spyOn(record, "freeze"));
    const frozen = () => freeze.filter(({ mock }) => mock.calls.length > 0).length;
    vi.advanceTimersByTime(200);
    records[0]?.volume.exists("/");
    vi.advanceTimersByTime(200);
    expect(frozen()).toBe(0);
    vi.advanceTimersByTime(5_000);
    expect(frozen()).toBe(200 - 32);
    // The first one was used again, so it is among those that stay.
    expect(freeze[0]?.mock.calls).toHaveLength(0);
    for (const { key, volume, usedBytes, replicaBytes } of records) {
      expect(Buffer.from(volume.readFile(`/workspace/${key}`)).toString()).toBe(`content ${key}`);
      expect(usedBytes).toBe(`content ${key}`.length);
      expect(replicaBytes).toBe(12_000 + usedBytes);
    }
  } finally {
    vi.useRealTimers();
  }
});
