import type { IFileSystem } from "just-bash/browser";
import { STAT_FIELDS } from "../../abi/capability.ts";
import { S_IFDIR, S_IFLNK, S_IFMT } from "../../abi/file-mode.ts";
import { answer, check, host, registers } from "./host.ts";

type Stat = Awaited<ReturnType<IFileSystem["stat"]>>;
type ByteString = Awaited<ReturnType<NonNullable<IFileSystem["readFileBytes"]>>>;
type Dirent = Awaited<ReturnType<NonNullable<IFileSystem["readdirWithFileTypes"]>>>[number];
type TextOptions = { encoding?: string | null } | string | undefined;

/** just-bash's file system over the slot's volume. Its methods are async by contract; each is one synchronous host call. */
export class HostFiles implements IFileSystem {
  async readFile(path: string, options?: TextOptions): Promise<string> {
    return answer(host().readText(path, isLatin1(options) ? "latin1" : "utf8"), "open", path);
  }

  async readFileBytes(path: string): Promise<ByteString> {
    return answer(host().readText(path, "latin1"), "open", path) as unknown as ByteString;
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return new Uint8Array(answer(host().readBytes(path), "open", path));
  }

  async writeFile(path: string, content: string | Uint8Array, options?: TextOptions): Promise<void> {
    write(path, content, options, false);
  }

  async appendFile(path: string, content: string | Uint8Array, options?: TextOptions): Promise<void> {
    write(path, content, options, true);
  }

  async exists(path: string): Promise<boolean> {
    return host().exists(path);
  }

  async stat(path: string): Promise<Stat> {
    return statOf(path, true);
  }

  async lstat(path: string): Promise<Stat> {
    return statOf(path, false);
  }

  async mkdir(path: string, options?: { recursive?: boolean }): Promise<void> {
    check(host().mkdir(path, options?.recursive === true), "mkdir", path);
  }

  async readdir(path: string): Promise<string[]> {
    return entriesOf(path).map((entry) => entry.slice(1));
  }

  async readdirWithFileTypes(path: string): Promise<Dirent[]> {
    return entriesOf(path).map((entry) => ({
      name: entry.slice(1),
      isFile: entry.startsWith("f") || entry.startsWith("c"),
      isDirectory: entry.startsWith("d"),
      isSymbolicLink: entry.startsWith("l"),
    }));
  }

  async rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void> {
    if (options?.force === true && host().stat(path, false) !== 0) return;
    check(host().remove(path, options?.recursive === true), "rm", path);
  }

  async cp(from: string, to: string, options?: { recursive?: boolean }): Promise<void> {
    check(host().copy(from, to, options?.recursive === true), "cp", from);
  }

  async mv(from: string, to: string): Promise<void> {
    check(host().rename(from, to), "rename", from);
  }

  resolvePath(base: string, path: string): string {
    // `..` must reach the host: only there is it known which components are symbolic links.
    const joined = path.startsWith("/") ? path : `${base}/${path}`;
    if (!joined.includes("//") && !joined.includes("/."))
      return joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
    const parts: string[] = [];
    for (const part of joined.split("/")) {
      if (part === "" || part === ".") continue;
      if (part === ".." && parts.length > 0 && !isLink(`/${parts.join("/")}`)) parts.pop();
      else if (part !== ".." || parts.length > 0) parts.push(part);
    }
    return `/${parts.join("/")}`;
  }

  getAllPaths(): string[] {
    return [];
  }

  async chmod(path: string, mode: number): Promise<void> {
    check(host().chmod(path, mode), "chmod", path);
  }

  async symlink(target: string, path: string): Promise<void> {
    check(host().symlink(target, path), "symlink", path);
  }

  async link(existing: string, path: string): Promise<void> {
    check(host().link(existing, path), "link", existing);
  }

  async readlink(path: string): Promise<string> {
    return answer(host().readlink(path), "readlink", path);
  }

  async realpath(path: string): Promise<string> {
    return answer(host().realpath(path), "realpath", path);
  }

  async utimes(path: string, atime: Date, mtime: Date): Promise<void> {
    check(host().utimes(path, 3, atime.getTime(), 0, mtime.getTime(), 0, true), "utimes", path);
  }
}

function isLatin1(options: TextOptions): boolean {
  const encoding = typeof options === "string" ? options : options?.encoding;
  return encoding === "binary" || encoding === "latin1";
}

function isLink(path: string): boolean {
  return host().stat(path, false) === 0 && ((registers()[STAT_FIELDS.mode] ?? 0) & S_IFMT) === S_IFLNK;
}

function write(path: string, content: string | Uint8Array, options: TextOptions, append: boolean): void {
  const isText = typeof content === "string" && (isLatin1(options) || content.isWellFormed());
  if (isText) {
    check(host().writeText(path, content, isLatin1(options) ? "latin1" : "utf8", append), "open", path);
    return;
  }
  // Bytes that are not UTF-8 are in text as lone surrogates, which only the guest's encoder knows.
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { buffer, byteOffset, byteLength } = bytes;
  const whole = byteOffset === 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  check(host().writeBytes(path, whole ? buffer : bytes.slice().buffer, append), "open", path);
}

function entriesOf(path: string): string[] {
  const joined = answer(host().readdir(path), "scandir", path);
  return joined === "" ? [] : joined.split("/");
}

function statOf(path: string, followLink: boolean): Stat {
  check(host().stat(path, followLink), followLink ? "stat" : "lstat", path);
  const fields = registers();
  const mode = fields[STAT_FIELDS.mode] ?? 0;
  const kind = mode & S_IFMT;
  return {
    isFile: kind !== S_IFDIR && kind !== S_IFLNK,
    isDirectory: kind === S_IFDIR,
    isSymbolicLink: kind === S_IFLNK,
    mode: mode & 0o7777,
    size: fields[STAT_FIELDS.size] ?? 0,
    mtime: new Date(fields[STAT_FIELDS.mtimeMs] ?? 0),
    ino: fields[STAT_FIELDS.ino] ?? 0,
    dev: 1,
  };
}
