import { SIGNALS, type SignalName } from "../kernel/signals.ts";

/** The signal of a name, with or without `SIG`, or of a number. @returns nothing for another text */
export function signalOf(text: string): SignalName | undefined {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, "")}`;
  return (Object.keys(SIGNALS) as SignalName[]).find(
    (known) => known === name || SIGNALS[known] === Number(text || Number.NaN),
  );
}
