import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MachineCounts } from "../api/backend.ts";
import type { Sandbox, SandboxStats } from "../backend/sandbox.ts";
import type { EndedCall } from "./activity.ts";
import type { SlotTable } from "./slot-table.ts";

const MS_PER_S = 1000;
const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600];

/** What Prometheus is told. Labels have few values, whatever a client sends. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Counter<"tool" | "outcome">;
  readonly #seconds: Histogram<"tool">;
  readonly #requests: Counter<"endpoint" | "status">;
  readonly #sandbox: Sandbox;
  /** Read once for each response, so that its numbers fit together. */
  #stats: SandboxStats;

  constructor(sandbox: Sandbox, slots: SlotTable) {
    this.#sandbox = sandbox;
    this.#stats = sandbox.stats;
    const registers = [this.#registry];
    this.#calls = new Counter({
      name: "slotbox_calls_total",
      help: "Tool calls that ended, by what became of them.",
      labelNames: ["tool", "outcome"],
      registers,
    });
    this.#seconds = new Histogram({
      name: "slotbox_call_duration_seconds",
      help: "From a call's arrival to its result, time in the queue included.",
      labelNames: ["tool"],
      buckets: BUCKETS_S,
      registers,
    });
    this.#requests = new Counter({
      name: "slotbox_http_requests_total",
      help: "HTTP requests answered.",
      labelNames: ["endpoint", "status"],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({ name, help, registers, collect: setTo(read) });
    };
    gauge("slotbox_slots", "Slots there are.", () => slots.count);
    gauge("slotbox_slots_executing", "Slots with a call in flight.", () => slots.executing);
    gauge("slotbox_slots_used", "Slots that had a call since they were last empty.", () => slots.used.size);
    gauge("slotbox_queued_calls", "Calls that wait for a worker.", () => this.#stats.queuedCalls);
    gauge("slotbox_workers", "Workers that run.", () => this.#stats.workers);
    gauge("slotbox_isolates", "Isolates alive in the workers.", () => {
      const { made, dropped } = this.#isolates;
      return made - dropped;
    });
    gauge("slotbox_machines_lent", "Machines that serve a call.", () => this.#machines.lent);
    gauge("slotbox_machines_bound", "Machines kept for processes of a slot.", () => this.#machines.bound);
    gauge(
      "slotbox_background_processes",
      "Processes that run between calls.",
      () => this.#stats.backgroundProcesses ?? 0,
    );
    gauge("slotbox_machines_ready", "Machines that wait for a call.", () => this.#machines.ready);
    gauge("slotbox_workspace_bytes", "Bytes of files in all slots.", () => this.#stats.workspaceBytes);
    gauge("process_resident_memory_bytes", "Resident memory of the server and its workers.", process.memoryUsage.rss);
    gauge("nodejs_heap_size_used_bytes", "Heap of the main thread.", () => process.memoryUsage().heapUsed);
    gauge("nodejs_external_memory_bytes", "Memory outside that heap.", () => process.memoryUsage().external);
    const counter = (name: string, help: string, read: () => number): void => {
      new Counter({ name, help, registers, collect: countTo(read) });
    };
    counter("slotbox_workers_lost_total", "Workers that died or got stuck.", () => this.#stats.workersReplaced);
    counter("slotbox_machines_made_total", "Machines made.", () => this.#machines.made);
    counter("slotbox_isolates_made_total", "Isolates made.", () => this.#isolates.made);
    counter("slotbox_isolates_dropped_total", "Isolates that are gone.", () => this.#isolates.dropped);
  }

  called({ tool, outcome, tookMs }: Pick<EndedCall, "tool" | "outcome" | "tookMs">): void {
    this.#calls.inc({ tool, outcome });
    this.#seconds.observe({ tool }, tookMs / MS_PER_S);
  }

  responded(endpoint: string, status: number): void {
    this.#requests.inc({ endpoint, status });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  get #isolates(): { readonly made: number; readonly dropped: number } {
    return this.#stats.isolates ?? { made: 0, dropped: 0 };
  }

  get #machines(): MachineCounts {
    return this.#stats.machines ?? { made: 0, lent: 0, bound: 0, ready: 0 };
  }

  text(): Promise<string> {
    this.#stats = this.#sandbox.stats;
    return this.#registry.metrics();
  }
}

function setTo(read: () => number) {
  return function (this: Gauge): void {
    this.set(read());
  };
}

/** Shows a number that is counted elsewhere, by setting the counter anew each time it is read. */
function countTo(read: () => number) {
  return function (this: Counter): void {
    this.reset();
    this.inc(read());
  };
}
