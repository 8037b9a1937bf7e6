import type { ResultMetadata } from "./result.ts";

/** Metadata as the wire format has it: in snake_case, without the streams that `output` already has. */
export function wireMetadata(metadata: ResultMetadata): Record<string, unknown> {
  const { stdout: _stdout, stderr: _stderr, ...rest } = metadata;
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
