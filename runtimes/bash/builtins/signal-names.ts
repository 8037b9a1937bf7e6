/* Signals by name and number, as `kill` and `trap` know them: those of the kernel, the real-time ones, and the shell's own. */

import { SIGNALS, type SignalName } from "../../kernel/signals.ts";

const FIRST_REALTIME = 34;
const LAST_REALTIME = 64;
/** From here on names are counted from SIGRTMAX. */
const LAST_FROM_MIN = 49;

/** What only a shell has; `kill -l` knows their numbers too. */
const SHELL_EVENTS: Readonly<Record<string, number>> = { EXIT: 0, DEBUG: 65, ERR: 66, RETURN: 67 };

export const SIGNAL_NUMBERS: readonly number[] = [
  ...Object.values(SIGNALS),
  ...Array.from({ length: LAST_REALTIME - FIRST_REALTIME + 1 }, (_, index) => FIRST_REALTIME + index),
];

/** `SIGTERM`, `SIGRTMIN+3`, `EXIT`. @returns nothing for a number that is no signal's */
export function signalNameOf(number: number): string | undefined {
  const event = Object.keys(SHELL_EVENTS).find((name) => SHELL_EVENTS[name] === number);
  if (event !== undefined) return event;
  if (number >= FIRST_REALTIME && number <= LAST_REALTIME) return realtimeName(number);
  return (Object.keys(SIGNALS) as SignalName[]).find((name) => SIGNALS[name] === number);
}

function realtimeName(number: number): string {
  if (number === FIRST_REALTIME) return "SIGRTMIN";
  if (number === LAST_REALTIME) return "SIGRTMAX";
  return number <= LAST_FROM_MIN ? `SIGRTMIN+${number - FIRST_REALTIME}` : `SIGRTMAX-${LAST_REALTIME - number}`;
}

/** With or without SIG, in any case. @returns nothing for what is no signal */
export function signalNumberOf(text: string): number | undefined {
  const name = text.toUpperCase();
  const event = SHELL_EVENTS[name];
  if (event !== undefined) return event;
  const full = name.startsWith("SIG") ? name : `SIG${name}`;
  if (isKernelSignal(full)) return SIGNALS[full];
  if (full === "SIGPOLL") return SIGNALS.SIGIO;
  if (full === "SIGCLD") return SIGNALS.SIGCHLD;
  if (full === "SIGIOT") return SIGNALS.SIGABRT;
  return SIGNAL_NUMBERS.find((number) => number >= FIRST_REALTIME && realtimeName(number) === full);
}

/** A name, or a number in digits. */
export function signalOf(text: string): string | undefined {
  if (/^[0-9]+$/.test(text)) return signalNameOf(Number(text));
  const number = signalNumberOf(text);
  return number === undefined ? undefined : signalNameOf(number);
}

export function isKernelSignal(name: string): name is SignalName {
  return Object.hasOwn(SIGNALS, name);
}

/** What `kill -l` and `trap -l` print: five in a line. */
export function signalTable(): string {
  let text = "";
  for (const [index, number] of SIGNAL_NUMBERS.entries()) {
    text += `${String(number).padStart(2)}) ${signalNameOf(number)}`;
    text += index % 5 === 4 ? "\n" : "\t";
  }
  return SIGNAL_NUMBERS.length % 5 === 0 ? text : `${text}\n`;
}
