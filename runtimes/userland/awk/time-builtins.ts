import { strftime, zoneOf } from "../../bash/builtins/strftime.ts";
import type { Runtime } from "./runtime.ts";
import { isTrue, toNumber, type Value } from "./values.ts";

type Builtin = (runtime: Runtime, args: readonly Value[]) => Value;

const DEFAULT_FORMAT = "%a %b %e %H:%M:%S %Z %Y";

export const TIME_BUILTINS: Readonly<Record<string, Builtin>> = {
  systime: (runtime) => Math.floor(runtime.kernel.now() / 1000),
  strftime: (runtime, args) => {
    const [format, time, isUtc] = args;
    const seconds = args.length > 1 ? Math.floor(toNumber(time)) : Math.floor(runtime.kernel.now() / 1000);
    const zone = zoneOf(isTrue(isUtc) ? "UTC0" : runtime.process.env.get("TZ"));
    return strftime(
      args.length > 0 ? runtime.text(format) : DEFAULT_FORMAT,
      seconds,
      isTrue(isUtc) ? { ...zone, name: "GMT" } : zone,
    );
  },
  mktime: (runtime, [text, isUtc]) => {
    const match = /^\s*(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(?:\s+-?\d+)?\s*$/.exec(
      runtime.text(text),
    );
    if (!match) return -1;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second);
    const { offsetMinutes } = zoneOf(isTrue(isUtc) ? "UTC0" : runtime.process.env.get("TZ"));
    const seconds = date.getTime() / 1000 - offsetMinutes * 60;
    return Number.isNaN(seconds) ? -1 : seconds;
  },
};
