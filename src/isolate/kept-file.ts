import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { PrivateFolder } from "./private-folder.ts";

const DIGEST_BYTES = 32;
const KEY_DIGITS = 32;

/** What takes long to make, and is the same for every process. */
export interface KeptFile {
  readonly kind: string;
  /** A hexadecimal digest of all that the content depends on. */
  readonly key: string;
  /** How many of other keys stay beside it. */
  readonly keptOthers: number;
}

/**
 * The content in the first folder that has it undamaged: a digest of it stands in front of it in the file. If none does, it is
 * made, and kept in the first folder that takes it; older ones of the kind there give way.
 */
export function keptFile(
  folders: readonly string[],
  { kind, key, keptOthers }: KeptFile,
  make: () => Uint8Array,
): Uint8Array {
  const name = `${kind}-${key.slice(0, KEY_DIGITS)}.image`;
  const candidates = folders.map((path) => new PrivateFolder(path));
  for (const candidate of candidates) {
    const known = undamaged(candidate.read(name));
    if (known) return known;
  }
  const made = make();
  const content = Buffer.concat([digest(made), made]);
  const keeper = candidates.find((candidate) => candidate.write(name, content));
  keeper?.removeOldest((other) => other !== name && other.startsWith(`${kind}-`) && isName(other), keptOthers);
  return made;
}

/** @param ofUser to be ignored unless it is absolute, as the XDG Base Directory Specification has it */
export function cacheFolders(ofUser: string | undefined): string[] {
  const home = ofUser !== undefined && isAbsolute(ofUser) ? ofUser : join(homedir(), ".cache");
  return [join(home, "slotbox"), join(tmpdir(), `slotbox-${process.getuid?.() ?? "cache"}`)];
}

function isName(name: string): boolean {
  return /^[a-z]+-[0-9a-f]{32}\.image$/.test(name);
}

function undamaged(content: Buffer | undefined): Buffer | undefined {
  const bytes = content?.subarray(DIGEST_BYTES);
  return bytes && digest(bytes).equals(content?.subarray(0, DIGEST_BYTES) ?? bytes) ? bytes : undefined;
}

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
