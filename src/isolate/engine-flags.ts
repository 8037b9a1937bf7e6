import v8 from "node:v8";

/**
 * Most machines serve short calls, whose code V8 would only compile well when it has run 400 times: the first hundreds of
 * calls would take four times as long as those after them.
 */
const CALLS_BEFORE_COMPILATION = 50;

/**
 * V8 takes a loop of few rounds for one that needn't look whether it should stop, and can mistake an endless loop
 * around it for one: neither a timeout nor the memory limit ends that. So it must not unroll loops, which is where it
 * decides this, nor replace a running loop by what another thread has compiled meanwhile.
 *
 * To be called before the first isolate is made, and before a snapshot is: it fits only isolates with the same flags.
 */
export function setEngineFlags(): void {
  v8.setFlagsFromString("--no-turboshaft-loop-unrolling");
  v8.setFlagsFromString("--no-concurrent-recompilation");
  v8.setFlagsFromString(`--invocation-count-for-maglev=${CALLS_BEFORE_COMPILATION}`);
  v8.setFlagsFromString(`--minimum-invocations-after-ic-update=${CALLS_BEFORE_COMPILATION}`);
}
