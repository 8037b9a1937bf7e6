import type { ExpansionContext } from "./context.ts";

const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  e: "\x1b",
  n: "\n",
  r: "\r",
  "\\": "\\",
  "[": "",
  "]": "",
};

/** The backslashes of a prompt (PS1, PS4, `${x@P}`); what is left is then expanded as in double quotes. */
export function decodePrompt(text: string, context: ExpansionContext): string {
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? "";
    const letter = text[i + 1];
    if (character !== "\\" || letter === undefined) {
      result += character;
      continue;
    }
    i++;
    const octal = /^[0-7]{3}/.exec(text.slice(i))?.[0];
    if (octal) {
      result += String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      i += 2;
    } else result += SIMPLE[letter] ?? named(letter, context) ?? `\\${letter}`;
  }
  return result;
}

function named(letter: string, context: ExpansionContext): string | undefined {
  const { variables } = context;
  switch (letter) {
    case "u":
      return variables.text("USER") ?? "root";
    case "h":
      return (variables.text("HOSTNAME") ?? "").replace(/\..*$/, "");
    case "H":
      return variables.text("HOSTNAME") ?? "";
    case "w":
    case "W": {
      const home = variables.text("HOME");
      const { cwd } = context;
      if (cwd === home) return "~";
      if (letter === "W") return cwd === "/" ? "/" : cwd.slice(cwd.lastIndexOf("/") + 1);
      return home && home !== "/" && cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
    }
    case "$":
      return (variables.text("EUID") ?? "0") === "0" ? "#" : "$";
    case "s":
      return (context.special("0") ?? "bash").replace(/^.*\//, "");
    case "v":
      return "5.2";
    case "V":
      return "5.2.15";
    case "j":
      return "0";
    case "l":
      return "tty";
    case "#":
    case "!":
      return "1";
    default:
      return clock(letter, Number(variables.text("EPOCHSECONDS") ?? 0));
  }
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** The time of day in UTC, as `\t`, `\T`, `\A`, `\@` and `\d` show it. */
function clock(letter: string, seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hour = date.getUTCHours();
  const half = two(hour % 12 || 12);
  const minute = two(date.getUTCMinutes());
  if (letter === "t") return `${two(hour)}:${minute}:${two(date.getUTCSeconds())}`;
  if (letter === "T") return `${half}:${minute}:${two(date.getUTCSeconds())}`;
  if (letter === "A") return `${two(hour)}:${minute}`;
  if (letter === "@") return `${half}:${minute} ${hour < 12 ? "AM" : "PM"}`;
  if (letter === "d") return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`;
  return undefined;
}
