import { mkdir, open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { reasonOf, UsageError } from "./errors.ts";

/** Makes a folder for what a run is to write, before the run, which may take its time. @throws UsageError */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const isFile = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new UsageError(`can't write to ${folder}: ${isFile ? "not a folder" : reasonOf(error)}`);
  }
}

/** A stream into a file, which is emptied. @throws UsageError */
export async function openFile(file: string): Promise<Writable> {
  try {
    return (await open(file, "w")).createWriteStream();
  } catch (error) {
    throw new UsageError(`can't write to ${file}: ${reasonOf(error)}`);
  }
}

/** Resolves when all is in the file. */
export async function closeFile(stream: Writable): Promise<void> {
  stream.end();
  await finished(stream);
}

/** Resolves when the text has left this process, or nobody reads it. */
export function print(stream: Writable, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.write(text, () => resolve());
  return promise;
}
