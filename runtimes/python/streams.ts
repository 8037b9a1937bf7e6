import { ERRNO } from "../abi/preview1.ts";
import { WINDOW_BYTES } from "../abi/program-files.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { files, register, window } from "./host.ts";

const STDIN = 0;
const OWN_OFFSET = -1;

interface Streams {
  setStdin(options: object): void;
  setStdout(options: object): void;
  setStderr(options: object): void;
}

/** Python's standard streams are the program's, byte for byte. */
export function connectStreams(python: Streams): void {
  python.setStdin({
    isatty: false,
    read: (buffer: Uint8Array): number => {
      if (files().read(STDIN, Math.min(buffer.length, WINDOW_BYTES), OWN_OFFSET) !== ERRNO.SUCCESS) return 0;
      const got = Number(register(0));
      buffer.set(window().subarray(0, got));
      return got;
    },
  });
  const writer = (fd: number) => ({
    isatty: false,
    write: (buffer: Uint8Array): number => {
      const part = buffer.subarray(0, WINDOW_BYTES);
      window().set(part);
      files().write(fd, part.length, OWN_OFFSET);
      return part.length;
    },
  });
  python.setStdout(writer(1));
  python.setStderr(writer(2));
}

/** A pipe of a program's own: nobody writes to it while the program reads, so an empty one has ended. */
export function endEmptyPipes({ PIPEFS, FS }: EmscriptenModule): void {
  const readPipe = PIPEFS.stream_ops.read;
  PIPEFS.stream_ops.read = (...call) => {
    try {
      return readPipe(...call);
    } catch (error) {
      if (error instanceof FS.ErrnoError && (error as { errno?: number }).errno === ERRNO.EAGAIN) return 0;
      throw error;
    }
  };
}
