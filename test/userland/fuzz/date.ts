import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";

const LETTERS = [..."aAbBcCdDeFgGhHIjklmMnNpPqrRsSTuUVwWxXyYzZ%"] as [string, ...string[]];
const DATES = [
  "2024-02-29",
  "2023-12-31",
  "1970-01-01",
  "2024/03/10",
  "3/5/2024",
  "5 Mar 2024",
  "March 5, 2024",
  "20240305",
  "2024-1-5",
  "1999-12-31",
  "29 Feb 2023",
  "2024-13-01",
  "Tue 5 Mar 2024",
  "5-Mar-2024",
  "2000-01-01",
  "69-01-01",
  "@0",
  "@1700000000",
  "@-1.5",
  "@1e3",
  "2024-W05",
] as const;
const TIMES = [
  "12:34:56",
  "00:00",
  "23:59:59.123456789",
  "3pm",
  "3:05 am",
  "12am",
  "noon",
  "24:00",
  "T10:20:30Z",
  "10:20:30+05:30",
  "10:20 -0800",
  "10:20 EST",
  "10:20:30,5",
  "midnight",
  "25:00",
  "10:20 UTC+2",
] as const;
const RELATIVES = [
  "+1 day",
  "-1 day",
  "1 month ago",
  "next month",
  "last year",
  "+2 weeks",
  "3 hours ago",
  "tomorrow",
  "yesterday",
  "next friday",
  "last monday",
  "monday",
  "+90 min",
  "-1 year",
  "2 fortnights",
  "next",
  "+1",
  "1 day 2 hours ago",
  "sat",
  "third day",
  "+1.5 days",
  "-25 sec",
  "today",
  "now",
  "12 months",
  "ago",
  "fifth week",
] as const;

/** Random calls of date for times that don't depend on the clock. */
export function dateCommand(random: Random): Command {
  const directive = (): string => {
    const flag = random.chance(20) ? random.pick(["-", "_", "0", "^", "#", "+"]) : "";
    const width = random.chance(10) ? random.pick(["3", "10", "1"]) : "";
    const letter = random.chance(5)
      ? random.pick([":z", "::z", ":::z", "Ey", "Od", "Q", "E", "f", "i"])
      : random.pick(LETTERS);
    return `%${flag}${width}${letter}`;
  };
  const parts = [
    random.pick(DATES),
    ...(random.chance(50) ? [random.pick(TIMES)] : []),
    ...random.several(0, random.chance(50) ? 2 : 0, () => random.pick(RELATIVES)),
  ];
  const text = parts.join(" ");
  const format = `+${random.several(1, 3, directive).join(random.pick([" ", "", "|"]))}`;
  const shown = random.pick([
    [format],
    [format],
    [],
    ["-R"],
    ["-I"],
    ["-Iseconds"],
    ["-Ins"],
    ["--rfc-3339=seconds"],
    ["--rfc-3339=ns"],
    ["+%F %T.%N %z"],
    ["-Ix"],
    ["--iso-8601=hours"],
  ]);
  const zone = random.chance(25)
    ? [
        "env",
        `TZ=${random.pick(["America/New_York", "Europe/Berlin", "Asia/Kolkata", "EST5EDT", "XYZ-3", "UTC", "Nowhere/None", "<+03>-3", "Australia/Lord_Howe"])}`,
      ]
    : [];
  const [first = "date", ...others] = [...zone, "date", ...(random.chance(40) ? ["-u"] : []), "-d", text, ...shown];
  return { args: [first, ...others], files: {}, isWhole: true };
}
