import { memoryInfo } from "./program/memory-info.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";

/* https://man7.org/linux/man-pages/man1/free.1.html. It tells what /proc/meminfo says. */

const OPTIONS = {
  bytes: { letters: "b", about: "print bytes" },
  kilo: { about: "print units of 1000 bytes" },
  mega: { about: "print units of 1000² bytes" },
  giga: { about: "print units of 1000³ bytes" },
  tera: { about: "print units of 1000⁴ bytes" },
  peta: { about: "print units of 1000⁵ bytes" },
  kibi: { letters: "k", about: "print units of 1024 bytes, which is the default" },
  mebi: { letters: "m", about: "print units of 1024² bytes" },
  gibi: { letters: "g", about: "print units of 1024³ bytes" },
  tebi: { about: "print units of 1024⁴ bytes" },
  pebi: { about: "print units of 1024⁵ bytes" },
  human: { letters: "h", about: "print sizes such as 1.2Gi" },
  si: { about: "count in powers of 1000" },
  lohi: { letters: "l", about: "print low and high memory, too" },
  total: { letters: "t", about: "print the total of memory and swap, too" },
  committed: { letters: "v", about: "print what has been promised, too" },
  seconds: { letters: "s", value: "N", about: "print again every N seconds" },
  count: { letters: "c", value: "N", about: "print N times" },
  wide: { letters: "w", about: "print buffers and cache apart" },
} as const;

type Unit = keyof typeof OPTIONS;
type Call = ProgramCall<Unit>;

const BINARY_UNITS: readonly Unit[] = ["bytes", "kibi", "mebi", "gibi", "tebi", "pebi"];
const DECIMAL_UNITS: readonly Unit[] = ["bytes", "kilo", "mega", "giga", "tera", "peta"];
const LETTERS = "BKMGTP";

export const free = program({
  name: "free",
  usage: "[OPTION]...",
  about: "Prints how much memory there is, and how much of it is free.",
  like: "procps-ng",
  showsHelp: true,
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, output, kernel, process } = call;
    const seconds = positive(options.value("seconds") ?? "1", "seconds");
    const isRepeated = options.has("seconds");
    const count = options.has("count") ? positive(options.value("count") ?? "", "count") : isRepeated ? Infinity : 1;
    if (operands.length > 0) throw new UsageError("");
    for (let time = 1; time <= count; time++) {
      output.putText(tableOf(call));
      if (time === count) break;
      output.putText("\n");
      await output.flush();
      await kernel.sleep(process, seconds * 1000);
    }
  },
});

/** @throws UsageError */
function positive(text: string, what: "seconds" | "count"): number {
  const number = Number(text);
  if (text !== "" && number > 0) return number;
  const reason = text !== "" && Number.isFinite(number) ? "Numerical result out of range" : "Invalid argument";
  if (what === "seconds" && reason.startsWith("N"))
    throw new UsageError(`seconds argument \`${text}' is not positive number`);
  throw new UsageError(
    `${what === "count" ? "failed to parse count argument" : "seconds argument failed"}: '${text}': ${reason}`,
  );
}

function tableOf(call: Call): string {
  const { options, files } = call;
  const amount = memoryInfo(files);
  const shown = (kibibytes: number): string => sizeText(call, kibibytes);
  const line = (name: string, ...amounts: readonly number[]): string =>
    `${name.padEnd(9)}${amounts.map((kibibytes) => shown(kibibytes).padStart(11)).join(" ")}\n`;
  const [total, available, unused] = [amount("MemTotal"), amount("MemAvailable"), amount("MemFree")];
  const [swap, unusedSwap] = [amount("SwapTotal"), amount("SwapFree")];
  const cache = amount("Cached") + amount("SReclaimable");
  const caches = options.has("wide") ? [amount("Buffers"), cache] : [amount("Buffers") + cache];
  const titles = options.has("wide") ? ["buffers", "cache"] : ["buff/cache"];
  const used = total - available;
  const lines = [
    `${" ".repeat(9)}${["total", "used", "free", "shared", ...titles, "available"].map((title) => title.padStart(11)).join(" ")}\n`,
    line("Mem:", total, used, unused, amount("Shmem"), ...caches, available),
  ];
  if (options.has("lohi")) lines.push(line("Low:", total, total - unused, unused), line("High:", 0, 0, 0));
  lines.push(line("Swap:", swap, swap - unusedSwap, unusedSwap));
  if (options.has("total")) lines.push(line("Total:", total + swap, used + swap - unusedSwap, unused + unusedSwap));
  if (options.has("committed")) {
    const [limit, promised] = [amount("CommitLimit"), amount("Committed_AS")];
    lines.push(line("Comm:", limit, promised, limit - promised));
  }
  return lines.join("");
}

function sizeText({ options }: Call, kibibytes: number): string {
  const isDecimal = options.has("si");
  const base = isDecimal ? 1000 : 1024;
  if (options.has("human")) return humanText(kibibytes * 1024, base);
  const unit = options.last(...BINARY_UNITS, ...DECIMAL_UNITS) ?? "kibi";
  const binary = BINARY_UNITS.indexOf(unit);
  const decimal = DECIMAL_UNITS.indexOf(unit);
  const divisor = binary >= 0 ? (unit === "kibi" && !options.has("kibi") ? 1024 : base ** binary) : 1000 ** decimal;
  return String(Math.floor((kibibytes * 1024) / divisor));
}

/** In the first unit in which it is short enough, with a decimal if there is room for it. */
function humanText(bytes: number, base: number): string {
  const room = base === 1000 ? 4 : 5;
  for (const [power, letter] of [...LETTERS].entries()) {
    const size = bytes / base ** power;
    const unit = power === 0 || base === 1000 ? letter : `${letter}i`;
    const texts = power === 0 ? [`${size}${unit}`] : [`${size.toFixed(1)}${unit}`, `${Math.floor(size)}${unit}`];
    const fitting = texts.find((text) => text.length <= room);
    if (fitting !== undefined) return fitting;
  }
  return `${Math.floor(bytes / base ** 5)}P`;
}
