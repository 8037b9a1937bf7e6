import { machineIfStarted } from "./machine.ts";
import { encodeUtf8 } from "./utf8.ts";

const STDERR = 2;

export function printError(text: string): void {
  writeAll(STDERR, encodeUtf8(text));
}

function writeAll(fd: number, bytes: Uint8Array): void {
  const machine = machineIfStarted();
  if (!machine) return;
  for (let at = 0; at < bytes.length; at += machine.window.length) {
    const part = bytes.subarray(at, at + machine.window.length);
    machine.window.set(part);
    machine.files.write(fd, part.length, -1);
  }
}
