import type { ProgramMemory } from "../program-memory.ts";
import { type BrokenDownTime, putTime, readTime, secondsOfTime, timeOfSeconds } from "./broken-down-time.ts";
import { parseTime } from "./parse-time.ts";

/** Where a `struct tm` has whether it is summer, its offset from UTC, and the address of its zone's name. */
const IS_SUMMER = 32;
const OFFSET = 36;
const ZONE = 40;
const NAME_BYTES = 17;
/** No time at all. */
const FAILED = -1n;

/** What a program needs in its memory: the names of the zone, as local and as universal time have it. */
export interface ZoneNames {
  readonly local: number;
  readonly universal: number;
}

export const LOCAL_ZONE = "UTC";
export const UNIVERSAL_ZONE = "GMT";

/** Emscripten's functions of the clock and the calendar. All zones are UTC. @param names where the program has them */
export function timeCalls(memory: ProgramMemory, names: () => ZoneNames) {
  const encoder = new TextEncoder();
  const put = (at: number, seconds: number, name: keyof ZoneNames): void => {
    putTime(memory, at, timeOfSeconds(seconds));
    memory.setU32(at + IS_SUMMER, 0);
    memory.setU32(at + OFFSET, 0);
    memory.setU32(at + ZONE, names()[name]);
  };
  const toTime =
    (name: keyof ZoneNames) =>
    (seconds: bigint, at: number): void => {
      memory.refresh();
      put(at, Number(seconds), name);
    };
  /** What is out of range in the fields is made good there. */
  const toSeconds =
    (name: keyof ZoneNames) =>
    (at: number): bigint => {
      memory.refresh();
      const seconds = secondsOfTime(readTime(memory, at));
      if (Number.isNaN(seconds)) return FAILED;
      put(at, seconds, name);
      return BigInt(seconds);
    };

  return {
    emscripten_date_now: (): number => Date.now(),
    _gmtime_js: toTime("universal"),
    _localtime_js: toTime("local"),
    _mktime_js: toSeconds("local"),
    _timegm_js: toSeconds("universal"),
    _tzset_js: (offset: number, hasSummer: number, standardName: number, summerName: number): void => {
      memory.refresh();
      memory.setU32(offset, 0);
      memory.setU32(hasSummer, 0);
      const name = encoder.encode(`${LOCAL_ZONE}\0`).subarray(0, NAME_BYTES);
      memory.put(name, standardName);
      memory.put(name, summerName);
    },
    strptime: (text: number, format: number, at: number): number => {
      memory.refresh();
      const time: BrokenDownTime = readTime(memory, at);
      const length = parseTime(memory.terminatedBytes(text), memory.terminatedBytes(format), time);
      if (length === undefined) return 0;
      putTime(memory, at, time);
      return text + length;
    },
  };
}
