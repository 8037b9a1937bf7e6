import { AsyncWrap } from "../handle-wrap.ts";
import { loop } from "../loop.ts";
import { machine } from "../machine.ts";
import { check, FsFailure } from "./file-calls.ts";

/** An open file of `fs/promises`, as the native side has it. */
export class FileHandle extends AsyncWrap {
  fd: number;
  onread: unknown;
  constructor(fd: number) {
    super();
    this.fd = fd;
  }
  close(): Promise<void> {
    const fd = this.releaseFD();
    return new Promise((resolve, reject) => {
      loop.enqueue(() => {
        try {
          if (fd >= 0) check(machine().files.close(fd), "close");
          resolve();
        } catch (error) {
          reject(error instanceof FsFailure ? error.asUvException() : error);
        }
      });
    });
  }
  releaseFD(): number {
    const { fd } = this;
    this.fd = -1;
    return fd;
  }
}
