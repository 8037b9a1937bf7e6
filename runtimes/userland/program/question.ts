import type { ProgramCall } from "./program.ts";

/** Asks on the standard error. @returns whether the answer begins with a y */
export async function confirms(call: ProgramCall, question: string): Promise<boolean> {
  await call.output.flush();
  await call.process.printError(`${call.name}: ${question}? `);
  let answer = "";
  // Byte for byte: what is behind the answer may be somebody else's.
  for (;;) {
    const [byte] = await call.process.read(0, 1);
    if (byte === undefined || byte === 10) return /^[yY]/.test(answer);
    answer += String.fromCharCode(byte);
  }
}
