import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  advance(): void;
  stop(): void;
}

/** Shows nothing. */
export const NO_PROGRESS: Progress = { advance: () => {}, stop: () => {} };

/** A bar on standard error, if that is a terminal. */
export function startProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY || total === 0) return NO_PROGRESS;
  const bar = new SingleBar(
    // The bar leaves signals alone: whoever handles them calls stop.
    { stream, format: "{bar} {value}/{total} calls, {eta_formatted} left", gracefulExit: false },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
