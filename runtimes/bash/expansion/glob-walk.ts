import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { ExpansionContext } from "./context.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import { type Steps, waitFor } from "./steps.ts";

type Segment =
  | { readonly kind: "name"; readonly name: string; readonly slashes: string }
  | { readonly kind: "pattern"; readonly pattern: Pattern; readonly matchesHidden: boolean; readonly slashes: string }
  | { readonly kind: "deep"; readonly slashes: string };

/** Directories nested deeper than this are links that go round, or a trap. */
const MAX_DEPTH = 200;

/** Walks the directories that a pattern leads through. */
export class GlobWalk {
  readonly #files: FileSystem;
  readonly #context: ExpansionContext;
  readonly #matchesHidden: boolean;

  constructor(context: ExpansionContext, matchesHidden: boolean) {
    this.#files = context.files;
    this.#context = context;
    this.#matchesHidden = matchesHidden;
  }

  *paths(pattern: string): Steps<string[]> {
    const root = /^\/*/.exec(pattern)?.[0] ?? "";
    const segments = this.#segments(pattern.slice(root.length));
    const found = new Set<string>();
    yield* this.#walk(root, segments, 0, found);
    return [...found];
  }

  #segments(pattern: string): Segment[] {
    const { extglob, nocaseglob, globstar } = this.#context.options.shopt;
    const segments: Segment[] = [];
    for (const [, part = "", slashes = ""] of pattern.matchAll(/([^/]+)(\/*)/g)) {
      if (part === "**" && globstar) {
        if (segments.at(-1)?.kind === "deep") segments.pop();
        segments.push({ kind: "deep", slashes });
      } else if (!/[*?[]|[+@!]\(/.test(part))
        segments.push({ kind: "name", name: part.replace(/\\(.)/gs, "$1"), slashes });
      else {
        const compiled = compilePattern(part, { extglob, ignoreCase: nocaseglob });
        segments.push({ kind: "pattern", pattern: compiled, matchesHidden: /^\\?\./.test(part), slashes });
      }
    }
    return segments;
  }

  *#walk(base: string, segments: readonly Segment[], at: number, found: Set<string>): Steps<void> {
    yield* waitFor(this.#context.checkpoint());
    const segment = segments[at];
    if (segment === undefined) {
      if (base !== "") found.add(base);
      return;
    }
    if (segment.kind === "name") {
      const path = base + segment.name;
      if (at + 1 < segments.length || segment.slashes !== "") {
        if (this.#isDirectory(path)) yield* this.#walk(path + segment.slashes, segments, at + 1, found);
      } else if (this.#exists(path)) found.add(path);
      return;
    }
    if (segment.kind === "deep") {
      yield* this.#walkDeep(base, segments, at, found, 0);
      return;
    }
    const isLast = at + 1 === segments.length;
    for (const name of this.#names(base, segment)) {
      if (!segment.pattern.matches(name)) continue;
      const path = base + name;
      if (isLast && segment.slashes === "") found.add(path);
      else if (this.#isDirectory(path)) yield* this.#walk(path + segment.slashes, segments, at + 1, found);
    }
  }

  /** `**`: this directory and all below it, but not through links; files too where it is the last. */
  *#walkDeep(base: string, segments: readonly Segment[], at: number, found: Set<string>, depth: number): Steps<void> {
    yield* waitFor(this.#context.checkpoint());
    const isLast = at + 1 === segments.length;
    // The directory itself is given with its slash, unless an earlier `**` has found it.
    const isInner = segments.slice(0, at).some((segment) => segment.kind === "deep");
    const wantsFiles = isLast && segments[at]?.slashes === "";
    if (!isLast) yield* this.#walk(base, segments, at + 1, found);
    else if (base !== "") found.add(isInner ? base.replace(/\/+$/, "") : base);
    if (depth >= MAX_DEPTH) return;
    for (const entry of this.#entries(base)) {
      if (entry.name.startsWith(".") && !this.#matchesHidden) continue;
      if (entry.kind === "directory") {
        if (wantsFiles) found.add(base + entry.name);
        yield* this.#walkDeep(`${base}${entry.name}/`, segments, at, found, depth + 1);
        if (wantsFiles) found.delete(`${base}${entry.name}/`);
      } else if (wantsFiles) found.add(base + entry.name);
      else if (isLast && this.#isDirectory(base + entry.name)) found.add(`${base}${entry.name}/`);
    }
  }

  #names(base: string, segment: Segment & { kind: "pattern" }): string[] {
    const showsHidden = segment.matchesHidden || this.#matchesHidden;
    const names = this.#entries(base).map(({ name }) => name);
    if (segment.matchesHidden && !this.#context.options.shopt.globskipdots) names.push(".", "..");
    return showsHidden ? names : names.filter((name) => !name.startsWith("."));
  }

  #entries(base: string): ReturnType<FileSystem["readdir"]> {
    return this.#tried(() => this.#files.readdir(this.#absolute(base))) ?? [];
  }

  #isDirectory(path: string): boolean {
    const status = this.#tried(() => this.#files.stat(this.#absolute(path)));
    return status !== undefined && (status.mode & 0o170000) === 0o040000;
  }

  #exists(path: string): boolean {
    return this.#tried(() => this.#files.lstat(this.#absolute(path))) !== undefined;
  }

  #absolute(path: string): string {
    const { cwd } = this.#context;
    if (path.startsWith("/")) return path;
    return path === "" ? cwd : `${cwd === "/" ? "" : cwd}/${path}`;
  }

  #tried<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }
}
