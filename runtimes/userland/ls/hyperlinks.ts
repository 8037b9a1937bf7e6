import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";
import { canonicalPath } from "../program/canonical-path.ts";

const UNRESERVED = /[A-Za-z0-9\-._~/]/;

/** Names that a terminal opens files by. */
export class Hyperlinks {
  readonly #files: FileSystem;
  readonly #host: string;

  constructor(files: FileSystem) {
    this.#files = files;
    this.#host = escaped(hostName(files));
  }

  /** @param text how the name of the file is shown */
  linked(text: string, path: string): string {
    return `\x1b]8;;file://${this.#host}${escaped(this.#absolute(path))}\x07${text}\x1b]8;;\x07`;
  }

  #absolute(path: string): string {
    try {
      return canonicalPath(this.#files, path, "nothing");
    } catch (error) {
      if (error instanceof SystemError) return path;
      throw error;
    }
  }
}

function hostName(files: FileSystem): string {
  try {
    return decodeUtf8(files.readFile("/etc/hostname"), "replace").trim();
  } catch (error) {
    if (error instanceof SystemError) return "";
    throw error;
  }
}

function escaped(text: string): string {
  let result = "";
  for (const byte of encodeUtf8(text)) {
    const character = String.fromCharCode(byte);
    result += UNRESERVED.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
  }
  return result;
}
