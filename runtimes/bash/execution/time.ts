import type { BashShell } from "./bash-shell.ts";

const DEFAULT_FORMAT = "\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS";
const POSIX_FORMAT = "real %2R\nuser %2U\nsys %2S";

/** Runs something and says how long it took. Nobody counts processor time: `user` is what passed, as far as it computed. */
export async function timed(shell: BashShell, isPosix: boolean, run: () => Promise<number>): Promise<number> {
  const start = shell.kernel.now();
  try {
    return await run();
  } finally {
    const seconds = Math.max(0, shell.kernel.now() - start) / 1000;
    const format = isPosix ? POSIX_FORMAT : (shell.variables.text("TIMEFORMAT") ?? DEFAULT_FORMAT);
    if (format !== "") await shell.process.printError(`${formatTimes(format, { R: seconds, U: 0, S: 0 })}\n`);
  }
}

/** `%[p][l]R`, `U`, `S`, `%P` and `%%`. */
function formatTimes(format: string, times: Readonly<Record<string, number>>): string {
  let text = "";
  for (let at = 0; at < format.length; at++) {
    if (format[at] !== "%" || at + 1 >= format.length) {
      text += format[at];
      continue;
    }
    at++;
    let precision = 3;
    const digit = format[at] ?? "";
    if (digit >= "0" && digit <= "9") {
      precision = Math.min(3, Number(digit));
      at++;
    }
    const isLong = format[at] === "l";
    if (isLong) at++;
    const letter = format[at] ?? "";
    const seconds = times[letter];
    if (letter === "%") text += "%";
    else if (letter === "P") text += "0.00";
    else if (seconds === undefined) text += `%${letter}`;
    else text += isLong ? longTime(seconds, precision) : fixed(seconds, precision);
  }
  return text;
}

function longTime(seconds: number, precision: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}m${fixed(seconds - minutes * 60, precision)}s`;
}

function fixed(seconds: number, precision: number): string {
  const scale = 10 ** precision;
  return (Math.floor(seconds * scale) / scale).toFixed(precision);
}
