import { ERRNO, EVENTTYPE } from "../../abi/preview1.ts";
import { CpDirJob, copyCalls } from "../fs/copy-calls.ts";
import { directoryCalls } from "../fs/directory-calls.ts";
import type { FsCall } from "../fs/file-calls.ts";
import { FsFailure, fileCalls } from "../fs/file-calls.ts";
import { FileHandle } from "../fs/file-handle.ts";
import { ReadFileJob, WriteFileJob } from "../fs/jobs.ts";
import { transferCalls } from "../fs/transfer-calls.ts";
import { loop } from "../loop.ts";
import { machine } from "../machine.ts";
import { perIsolateSymbols } from "../private-symbols.ts";
import type { Binding } from "./binding.ts";

/** An object by which Node is called back. */
interface Request {
  oncomplete?: (error: unknown, value?: unknown) => void;
}

const usePromises = perIsolateSymbols["fs_use_promises_symbol"];

class FSReqCallback implements Request {
  oncomplete?: (error: unknown, value?: unknown) => void;
  readonly isBigInt: boolean;
  constructor(isBigInt = false) {
    this.isBigInt = isBigInt;
  }
}

function attempt({ run }: FsCall, args: unknown[]): unknown {
  try {
    return run(...(args as never[]));
  } catch (error) {
    throw error instanceof FsFailure ? error.asUvException() : error;
  }
}

/** Has a call made in a turn of its own: when it need not wait. */
function later({ reads }: FsCall, [fd]: readonly unknown[], task: () => void): void {
  const isReady = (): boolean => machine().files.poll(Number(fd), EVENTTYPE.fdRead) !== ERRNO.EAGAIN;
  if (!reads || isReady()) loop.enqueue(task);
  else loop.watch(isReady, task);
}

/** Makes a call of the binding: without a request it is synchronous, with one it is done in a turn of its own. */
function callable(call: FsCall): (...args: unknown[]) => unknown {
  return (...args) => {
    const request = args[call.request];
    if (request === usePromises)
      return new Promise((resolve, reject) => {
        later(call, args, () => {
          try {
            resolve(attempt(call, args));
          } catch (error) {
            reject(error);
          }
        });
      });
    if (request === undefined || typeof request !== "object" || request === null) return attempt(call, args);
    later(call, args, () => {
      let value: unknown;
      try {
        value = attempt(call, args);
      } catch (error) {
        (request as Request).oncomplete?.(error);
        return;
      }
      if (value === undefined) (request as Request).oncomplete?.(null);
      else (request as Request).oncomplete?.(null, value);
    });
    return undefined;
  };
}

export const fsBinding = {
  fs: (bare: Binding): void => {
    const calls: Record<string, FsCall> = { ...fileCalls, ...directoryCalls, ...transferCalls, ...copyCalls };
    for (const [name, call] of Object.entries(calls)) bare[name] = callable(call);
    Object.assign(bare, {
      FSReqCallback,
      FileHandle,
      CpDirJob,
      ReadFileJob,
      WriteFileJob,
      kUsePromises: usePromises,
      statValues: new Float64Array(36),
      bigintStatValues: new BigInt64Array(36),
    });
    class StatWatcher {
      constructor() {
        throw new Error("slotbox can't watch files: nothing but the program itself changes them");
      }
    }
    Object.assign(bare, { StatWatcher });
  },
  fs_event_wrap: (bare: Binding): void => {
    class FSEvent {
      constructor() {
        throw new Error("slotbox can't watch files: nothing but the program itself changes them");
      }
    }
    Object.assign(bare, { FSEvent });
  },
};
