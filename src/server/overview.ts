import type { Sandbox } from "../backend/sandbox.ts";
import { slotName } from "../wire/slot-names.ts";
import type { Activity } from "./activity.ts";
import type { SlotTable } from "./slot-table.ts";

/** However many slots there are, the page draws no more cells than this, each for as many slots. */
const MAX_CELLS = 1000;
const MAX_EXECUTING = 50;
const CELL = { unused: "0", used: "1", executing: "2" } as const;

/** What the page shows. */
export function overview(sandbox: Sandbox, slots: SlotTable, activity: Activity): Record<string, unknown> {
  const { workers, workersReplaced, queuedCalls, workspaceBytes, isolates, backgroundProcesses } = sandbox.stats;
  const { calls, failed, uptimeS } = activity.totals;
  const slotsPerCell = Math.ceil(slots.count / MAX_CELLS);
  const nowMs = Date.now();
  return {
    slots: slots.count,
    executing: slots.executing,
    used: slots.used.size,
    slots_per_cell: slotsPerCell,
    cells: cellsOf(slots, slotsPerCell),
    running: longestFirst(slots).map(({ slot, executionId, tool, summary, beganAtMs }) => ({
      slot_id: slotName(slot),
      execution_id: executionId,
      tool,
      summary,
      for_ms: Math.max(0, nowMs - beganAtMs),
    })),
    recent: activity.recent.map(({ slot, executionId, tool, summary, outcome, error, beganAtMs, tookMs }) => ({
      slot_id: slot === undefined ? null : slotName(slot),
      execution_id: executionId,
      tool,
      summary,
      outcome,
      error,
      began_at_ms: beganAtMs,
      took_ms: tookMs,
    })),
    per_second: activity.perSecond,
    calls,
    failed,
    uptime_s: uptimeS,
    workers,
    workers_lost: workersReplaced,
    queued_calls: queuedCalls,
    isolates: isolates ? isolates.made - isolates.dropped : null,
    background_processes: backgroundProcesses ?? null,
    workspace_bytes: workspaceBytes,
    memory_bytes: process.memoryUsage.rss(),
  };
}

function cellsOf(slots: SlotTable, slotsPerCell: number): string {
  const cells = new Array<string>(Math.ceil(slots.count / slotsPerCell)).fill(CELL.unused);
  for (const slot of slots.used) cells[Math.floor(slot / slotsPerCell)] = CELL.used;
  for (const { slot } of slots.running()) cells[Math.floor(slot / slotsPerCell)] = CELL.executing;
  return cells.join("");
}

function longestFirst(slots: SlotTable) {
  return [...slots.running()].sort((a, b) => a.beganAtMs - b.beganAtMs).slice(0, MAX_EXECUTING);
}
