import { encodeUtf8 } from "../../web/encoding.ts";
import type { Description } from "../description.ts";
import type { DirectoryEntry, Kernel } from "../kernel.ts";
import type { Process } from "../process.ts";
import { MACHINE_TEXTS } from "./machine-texts.ts";
import { limitsText, nameOf, statText, statusText, terminated } from "./process-texts.ts";

/** What a path of the kernel's own files names. */
export type ProcEntry =
  | { readonly kind: "file"; readonly text: () => Uint8Array }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "directory"; readonly entries: readonly NamedEntry[] }
  | { readonly kind: "descriptor"; readonly description: Description }
  /** A name in a directory of the kernel's where nothing can be. */
  | { readonly kind: "missing" };

export type NamedEntry = Pick<DirectoryEntry, "name" | "kind">;

/** What a path leads to: an entry, or a path of the slot's files. */
export interface ProcPlace {
  /** Without links of the kernel's. */
  readonly path: string;
  readonly entry?: ProcEntry;
}

type Text = (process: Process, bootMs: number) => string;

const PROCESS_TEXTS: ReadonlyMap<string, Text> = new Map<string, Text>([
  ["cgroup", () => "0::/\n"],
  ["cmdline", ({ args }) => terminated(args)],
  ["comm", (process) => `${nameOf(process)}\n`],
  ["environ", ({ env }) => terminated(Array.from(env, ([name, value]) => `${name}=${value}`))],
  ["limits", () => limitsText()],
  ["mounts", () => "slotfs / slotfs rw,relatime 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n"],
  ["oom_score", () => "0\n"],
  ["oom_score_adj", () => "0\n"],
  ["stat", (process, bootMs) => statText(process, bootMs)],
  ["statm", () => "0 0 0 0 0 0 0\n"],
  ["status", (process) => statusText(process)],
]);
const PROCESS_LINKS: ReadonlyMap<string, (process: Process) => string> = new Map([
  ["cwd", ({ cwd }: Process) => cwd],
  ["exe", ({ executable }: Process) => executable],
  ["root", () => "/"],
]);
const DESCRIPTORS = "fd";
const NUMBER = /^(0|[1-9][0-9]{0,8})$/;
const SELF: ReadonlySet<string> = new Set(["self", "thread-self"]);
const LINKS: readonly string[] = [...SELF, "mounts"];
/** Links of processes whose directory or descriptor is in `/proc` again. */
const MAX_LINKS = 8;
const MISSING = { kind: "missing" } as const;

/**
 * `/proc` as one process sees it, https://man7.org/linux/man-pages/man5/proc.5.html: its own and the others' directories, and
 * what of the machine changes. Everything else below `/proc` is in the slot's files.
 */
export class ProcFiles {
  readonly #kernel: Kernel;
  readonly #bootMs: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#bootMs = kernel.now();
  }

  /**
   * @param path absolute, below `/proc`
   * @param followsLast whether a link that the path ends with is followed
   */
  find(path: string, reader: Process, followsLast: boolean): ProcPlace {
    const follows = followsLast || path.endsWith("/");
    let names = namesOf(path);
    for (let links = 0; links < MAX_LINKS; links++) {
      const found = names[0] === "proc" ? this.#lookUp(names, reader) : undefined;
      const place = `/${names.join("/")}`;
      if (!found) return { path: place };
      if (found.kind !== "link") return { path: place, entry: found };
      if (names.length === found.depth && !follows)
        return { path: place, entry: { kind: "link", target: found.target } };
      const base = found.target.startsWith("/") ? [] : names.slice(0, found.depth - 1);
      names = [...base, ...namesOf(found.target), ...names.slice(found.depth)];
    }
    return { path, entry: MISSING };
  }

  /** The time of all that is in there: when the machine began. */
  get sinceMs(): number {
    return this.#bootMs;
  }

  /** The numbers of processes, and the links to one's own, as they are listed in `/proc`. */
  get topEntries(): readonly NamedEntry[] {
    const pids = this.#kernel.processes.map(({ pid }) => ({ name: String(pid), kind: "directory" }) as const);
    return [...pids, ...Array.from(LINKS, (name) => ({ name, kind: "link" }) as const)];
  }

  #lookUp(names: readonly string[], reader: Process): Found | undefined {
    const [, owner = "", name, fd] = names;
    const machineText = MACHINE_TEXTS.get(`/${names.join("/")}`);
    if (machineText) return { kind: "file", text: () => encodeUtf8(machineText(this.#kernel, this.#bootMs)) };
    if (SELF.has(owner)) return { kind: "link", target: String(reader.pid), depth: 2 };
    if (owner === "mounts" && name === undefined) return { kind: "link", target: "self/mounts", depth: 2 };
    if (!NUMBER.test(owner)) return undefined;
    const process = this.#kernel.process(Number(owner));
    if (!process) return MISSING;
    if (name === undefined) return { kind: "directory", entries: PROCESS_ENTRIES };
    const link = PROCESS_LINKS.get(name);
    if (link) return { kind: "link", target: link(process), depth: 3 };
    if (name === DESCRIPTORS) return descriptorEntry(process, fd, names.length);
    const text = PROCESS_TEXTS.get(name);
    if (!text || names.length > 3) return MISSING;
    return { kind: "file", text: () => encodeUtf8(text(process, this.#bootMs)) };
  }
}

/** `depth`: how many names of the path lead to the link. */
type Found =
  | Exclude<ProcEntry, { readonly kind: "link" }>
  | { readonly kind: "link"; readonly target: string; readonly depth: number };

const PROCESS_ENTRIES: readonly NamedEntry[] = [
  ...Array.from(PROCESS_TEXTS.keys(), (name) => ({ name, kind: "file" }) as const),
  ...Array.from(PROCESS_LINKS.keys(), (name) => ({ name, kind: "link" }) as const),
  { name: DESCRIPTORS, kind: "directory" } as const,
].sort((one, other) => (one.name < other.name ? -1 : 1));

/** A descriptor is no link to a path: what is open can have no name. A directory can be gone into, though. */
function descriptorEntry({ descriptors }: Process, fd: string | undefined, depth: number): Found {
  if (fd === undefined)
    return {
      kind: "directory",
      entries: descriptors.numbers.map((number) => ({ name: String(number), kind: "link" })),
    };
  if (!NUMBER.test(fd) || !descriptors.has(Number(fd))) return MISSING;
  const description = descriptors.get(Number(fd));
  if (depth === 4) return { kind: "descriptor", description };
  return description.kind === "directory" ? { kind: "link", target: description.path, depth: 4 } : MISSING;
}

/** `..` is the name before it: links that lead elsewhere are no names that one goes back from. */
function namesOf(path: string): readonly string[] {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}
