import { EARLY_OUTPUT, EARLY_OUTPUT_BYTES } from "../../../runtimes/abi/early-output.ts";

/** The first that a call has printed, which is kept outside of its isolate: there it is when that has run out of memory. */
export class EarlyOutput {
  readonly shared = new SharedArrayBuffer(EARLY_OUTPUT_BYTES);

  /** @param registers shared with the guest, which counts in them @returns standard output and standard error */
  read(registers: Float64Array): [string, string] {
    const textOf = ({ register, offset, maxBytes }: (typeof EARLY_OUTPUT)[keyof typeof EARLY_OUTPUT]): string => {
      const bytes = Math.min(maxBytes, Math.max(0, Math.trunc(registers[register] ?? 0) || 0));
      return Buffer.from(this.shared, offset, bytes).toString();
    };
    return [textOf(EARLY_OUTPUT.stdout), textOf(EARLY_OUTPUT.stderr)];
  }

  forget(registers: Float64Array): void {
    for (const { register } of Object.values(EARLY_OUTPUT)) registers[register] = 0;
  }
}
