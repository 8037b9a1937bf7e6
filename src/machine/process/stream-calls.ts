import { EVENTTYPE, FDFLAGS, RIGHTS, WHENCE } from "../../../runtimes/abi/preview1.ts";
import type { ProgramFiles } from "../../../runtimes/abi/program-files.ts";
import { WINDOW_BYTES } from "../../../runtimes/abi/program-files.ts";
import { contentOf } from "../../volume/file-content.ts";
import { PosixError } from "../../volume/posix-error.ts";
import { asCount, asOffset } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import { type DescriptorOf, writable } from "./descriptors.ts";
import { WasiError } from "./wasi-error.ts";

/** Offset of a call that goes on where the last one ended. */
const OWN_OFFSET = -1;

export type StreamCalls = Pick<ProgramFiles, "read" | "write" | "seek" | "tell" | "poll">;

/** The calls that move bytes, and the offset they move at. */
export function createStreamCalls(context: CallContext): StreamCalls {
  return {
    read: (fd, maxBytes, offset) =>
      context.attempt(() => {
        const positioned = offset !== OWN_OFFSET;
        const descriptor = context.descriptors.get(fd, RIGHTS.fdRead | (positioned ? RIGHTS.fdSeek : 0n));
        const room = context.window.subarray(0, asCount(maxBytes, WINDOW_BYTES));
        switch (descriptor.kind) {
          case "stdin":
          case "text":
          case "file": {
            if (positioned && descriptor.kind === "stdin") throw new WasiError("ESPIPE");
            const content = descriptor.kind === "file" ? contentOf(descriptor.node) : descriptor.bytes;
            const from = positioned ? asOffset(offset) : descriptor.offset;
            const part = content.subarray(from, from + room.length);
            room.set(part);
            if (!positioned) descriptor.offset += part.length;
            return context.answer(part.length);
          }
          case "kernel":
            if (positioned) throw new WasiError("ESPIPE");
            return context.answer(descriptor.process.stream(descriptor.fd).read(room));
          case "device": {
            const bytes = descriptor.device.read(room.length);
            room.set(bytes);
            return context.answer(bytes.length);
          }
          case "directory":
            throw new WasiError("EISDIR");
          case "output":
            throw new WasiError("EBADF");
        }
      }),
    write: (fd, bytes, offset) =>
      context.attempt(() => {
        const positioned = offset !== OWN_OFFSET;
        const descriptor = context.descriptors.get(fd, RIGHTS.fdWrite | (positioned ? RIGHTS.fdSeek : 0n));
        const content = context.window.subarray(0, asCount(bytes, WINDOW_BYTES));
        switch (descriptor.kind) {
          case "output":
            if (positioned) throw new WasiError("ESPIPE");
            descriptor.write(content);
            break;
          case "kernel":
            if (positioned) throw new WasiError("ESPIPE");
            descriptor.process.stream(descriptor.fd).write(content);
            break;
          case "device": {
            const error = descriptor.device.write(content);
            if (error) throw new PosixError(error, "");
            break;
          }
          case "file": {
            const { node } = writable(descriptor);
            const appends = (descriptor.flags & FDFLAGS.append) !== 0;
            const at = appends ? node.getSize() : positioned ? asOffset(offset) : descriptor.offset;
            if (content.length > 0) context.writer.writeAt(node, at, content, context.contents, "");
            if (!positioned) descriptor.offset = at + content.length;
            break;
          }
          case "directory":
            throw new WasiError("EISDIR");
          case "stdin":
          case "text":
            throw new WasiError("EBADF");
        }
        context.answer(content.length);
      }),
    seek: (fd, delta, whence) =>
      context.attempt(() => {
        const onlyTells = delta === 0 && whence === WHENCE.cur;
        const descriptor = context.descriptors.get(fd);
        if (descriptor.kind === "kernel") return context.answer(seekKernel(descriptor, delta, whence));
        const rights = onlyTells ? RIGHTS.fdTell : RIGHTS.fdSeek | RIGHTS.fdTell;
        if ((descriptor.rights & rights) !== rights)
          throw new WasiError(descriptor.kind === "stdin" || descriptor.kind === "output" ? "ESPIPE" : "ENOTCAPABLE");
        if (descriptor.kind === "device") return context.answer(0);
        if (descriptor.kind !== "file" && descriptor.kind !== "text") throw new WasiError("ESPIPE");
        const size = descriptor.kind === "file" ? descriptor.node.getSize() : descriptor.bytes.length;
        const bases = [0, descriptor.offset, size];
        const base = bases[Number(whence)];
        if (base === undefined || !Number.isSafeInteger(delta)) throw new WasiError("EINVAL");
        const offset = base + delta;
        if (offset < 0 || offset > Number.MAX_SAFE_INTEGER) throw new WasiError("EINVAL");
        descriptor.offset = offset;
        context.answer(offset);
      }),
    tell: (fd) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd, RIGHTS.fdTell);
        if (descriptor.kind !== "file" && descriptor.kind !== "text") throw new WasiError("ESPIPE");
        context.answer(descriptor.offset);
      }),
    poll: (fd, eventType) =>
      context.attempt(() => {
        const isRead = eventType === EVENTTYPE.fdRead;
        const descriptor = context.descriptors.get(fd, RIGHTS.pollFdReadwrite);
        if (descriptor.kind === "directory") throw new WasiError("EBADF");
        if (descriptor.kind === "kernel") {
          const { process, fd: number } = descriptor;
          const isReady = isRead ? process.isReadable(number) : process.isWritable(number);
          if (!isReady) throw new WasiError("EAGAIN");
          return context.answer(1);
        }
        if (!isRead) return context.answer(1);
        if (descriptor.kind === "stdin" || descriptor.kind === "text")
          return context.answer(descriptor.bytes.length - descriptor.offset);
        context.answer(descriptor.kind === "file" ? Math.max(0, descriptor.node.getSize() - descriptor.offset) : 0);
      }),
  };
}

const WHENCES = ["set", "current", "end"] as const;

function seekKernel({ process, fd }: DescriptorOf<"kernel">, delta: unknown, whence: unknown): number {
  const from = WHENCES[Number(whence)];
  if (!from || typeof delta !== "number" || !Number.isSafeInteger(delta)) throw new WasiError("EINVAL");
  return process.stream(fd).seek(delta, from);
}
