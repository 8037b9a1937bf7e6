import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  advance(): void;
  stop(): void;
}

const NONE: Progress = { advance: () => {}, stop: () => {} };

/** A bar on standard error, if that is a terminal. */
export function startProgress(total: number): Progress {
  if (!process.stderr.isTTY || total === 0) return NONE;
  const bar = new SingleBar(
    { stream: process.stderr, format: "{bar} {value}/{total} calls, {eta_formatted} left" },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
