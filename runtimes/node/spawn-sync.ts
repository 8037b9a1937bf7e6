import { ERRNO, EVENTTYPE } from "../abi/preview1.ts";
import { PENDING, WINDOW_BYTES } from "../abi/program-files.ts";
import { concat } from "./bytes.ts";
import { machine, register } from "./machine.ts";
import { type ChildDescriptor, type ChildEnd, type ChildRequest, startChild } from "./processes.ts";

export interface SyncRequest {
  readonly path: string;
  readonly child: ChildRequest;
  /** For each of its descriptors: one of ours, or a pipe, with what it is to read from that. */
  readonly stdio: readonly (ChildDescriptor | { readonly input: Uint8Array })[];
  /** 0 for none. */
  readonly timeoutMs: number;
  readonly killSignal: number;
  /** Of what it prints to a pipe, beyond which it is ended. */
  readonly maxBufferBytes: number;
}

export interface SyncResult extends ChildEnd {
  readonly pid: number;
  /** What it has printed to each of its pipes. */
  readonly output: readonly (Uint8Array | undefined)[];
  readonly endedFor: "timeout" | "maxBuffer" | undefined;
}

const OWN_OFFSET = -1;
const STDIN = 0;

/** Our end of a pipe to the child. */
interface OwnEnd {
  readonly number: number;
  readonly fd: number;
  readonly input: Uint8Array;
  written: number;
  readonly read: Uint8Array[];
  readBytes: number;
  isOpen: boolean;
}

/** Runs a program to its end; what it has to read is written to it, and what it prints is read, as it goes. */
export function runSync(request: SyncRequest): SyncResult | { readonly error: string } {
  const { files, processes } = machine();
  const ends: OwnEnd[] = [];
  const theirs: number[] = [];
  const descriptors = request.stdio.map((stdio, number): ChildDescriptor => {
    if (typeof stdio !== "object") return stdio;
    if (processes?.pipe() !== ERRNO.SUCCESS) return "null";
    const [reading, writing] = [register(0), register(1)];
    const isInput = number === STDIN;
    theirs.push(isInput ? reading : writing);
    const fd = isInput ? writing : reading;
    ends.push({ number, fd, input: stdio.input, written: 0, read: [], readBytes: 0, isOpen: true });
    return isInput ? reading : writing;
  });
  const child = startChild(request.path, request.child, descriptors);
  for (const fd of theirs) files.close(fd);
  if ("error" in child) {
    for (const { fd } of ends) files.close(fd);
    return child;
  }
  const untilMs = request.timeoutMs > 0 ? Date.now() + request.timeoutMs : Number.POSITIVE_INFINITY;
  let endedFor: SyncResult["endedFor"];
  const endFor = (reason: SyncResult["endedFor"]): void => {
    if (endedFor) return;
    endedFor = reason;
    // Whoever else holds the other ends is not waited for.
    for (const end of ends) close(end);
    child.kill(request.killSignal);
  };
  for (;;) {
    let hasMoved = false;
    for (const end of ends) if (end.isOpen && move(end)) hasMoved = true;
    if (ends.some(({ readBytes }) => readBytes > request.maxBufferBytes)) endFor("maxBuffer");
    const isOver = child.ended() !== undefined && ends.every(({ isOpen, number }) => !isOpen || number === STDIN);
    if (isOver) break;
    if (hasMoved) continue;
    if (Date.now() >= untilMs) endFor("timeout");
    if (files.sleepUntil(endedFor ? Number.POSITIVE_INFINITY : untilMs) === PENDING && files.wait() !== ERRNO.SUCCESS)
      endFor("timeout");
  }
  for (const end of ends) close(end);
  const output: (Uint8Array | undefined)[] = request.stdio.map(() => undefined);
  for (const { number, read } of ends) if (number !== STDIN) output[number] = concat(read);
  return { ...child.wait(), pid: child.pid, output, endedFor };
}

/** Moves what can be moved without waiting. @returns whether anything was */
function move(end: OwnEnd): boolean {
  return end.number === STDIN ? writeSome(end) : readSome(end);
}

function writeSome(end: OwnEnd): boolean {
  const { files, window } = machine();
  const part = end.input.subarray(end.written, end.written + WINDOW_BYTES);
  if (part.length > 0) {
    if (files.poll(end.fd, EVENTTYPE.fdWrite) === ERRNO.EAGAIN) return false;
    window.set(part);
    end.written =
      files.write(end.fd, part.length, OWN_OFFSET) === ERRNO.SUCCESS
        ? end.written + part.length
        : Number.POSITIVE_INFINITY;
    return true;
  }
  close(end);
  return true;
}

function close(end: OwnEnd): void {
  if (end.isOpen) machine().files.close(end.fd);
  end.isOpen = false;
}

function readSome(end: OwnEnd): boolean {
  const { files, window } = machine();
  if (files.poll(end.fd, EVENTTYPE.fdRead) === ERRNO.EAGAIN) return false;
  const count = files.read(end.fd, WINDOW_BYTES, OWN_OFFSET) === ERRNO.SUCCESS ? register(0) : 0;
  if (count === 0) close(end);
  else {
    end.read.push(window.slice(0, count));
    end.readBytes += count;
  }
  return true;
}
