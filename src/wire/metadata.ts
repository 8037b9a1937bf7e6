import type { ResultMetadata } from "../api/result.ts";

/** Metadata as the wire format has it: in snake_case, without the streams that `output` already has. */
export function wireMetadata(metadata: ResultMetadata): Record<string, unknown> {
  const { stdout: _stdout, stderr: _stderr, ...rest } = metadata;
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [wireNames.get(name) ?? wireName(name), value]),
  );
}

/** Of the few names there are. */
const wireNames = new Map<string, string>();

function wireName(name: string): string {
  const wire = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  wireNames.set(name, wire);
  return wire;
}
