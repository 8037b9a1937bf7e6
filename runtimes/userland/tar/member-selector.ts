import { withoutSlashes } from "../program/file-kinds.ts";
import { memberManner, type NameList } from "./name-list.ts";
import { looksLikePattern, MEMBERS, NamePattern } from "./name-patterns.ts";
import type { Call } from "./options.ts";
import { type Report, shown } from "./report.ts";

interface Wanted {
  readonly name: string;
  readonly index: number;
  readonly pattern: NamePattern;
  readonly directory: string;
  wasFound: boolean;
}

/** Which members are wanted. */
export class MemberSelector {
  readonly #list: NameList;
  readonly #wanted: readonly Wanted[];
  /** By name without slashes behind, the first of the same name. */
  readonly #byName = new Map<string, Wanted>();
  readonly #isPlain: boolean;
  readonly #warnsOfPatterns: boolean;
  readonly #isRecursive: boolean;

  constructor(call: Call, list: NameList) {
    this.#list = list;
    const manner = memberManner(call, MEMBERS);
    this.#isPlain = !manner.hasWildcards && manner.isAnchored && !manner.ignoreCase;
    this.#warnsOfPatterns = !call.options.has("wildcards", "no-wildcards");
    this.#isRecursive = call.options.last("recursion", "no-recursion") !== "no-recursion";
    this.#wanted = list.files.map(({ name, directory }, index) => {
      const trimmed = withoutSlashes(name);
      const wanted = { name, index, pattern: new NamePattern(trimmed, manner), directory, wasFound: false };
      if (!this.#byName.has(trimmed)) this.#byName.set(trimmed, wanted);
      return wanted;
    });
  }

  /** @returns where it belongs; nothing if it isn't wanted */
  directoryFor(member: string): string | undefined {
    const name = withoutSlashes(member);
    if (this.#list.excludes.some((pattern) => pattern.matches(name))) return undefined;
    if (this.#wanted.length === 0) return this.#list.directory;
    const found = this.#wantedFor(name);
    if (!found) return undefined;
    found.wasFound = true;
    return found.directory;
  }

  #wantedFor(member: string): Wanted | undefined {
    if (!this.#isRecursive) return this.#byName.get(member);
    if (!this.#isPlain) return this.#wanted.find(({ pattern }) => pattern.matches(member));
    // Most names are no patterns, and there may be very many: what is above a member is looked up, not each name tried.
    let first = this.#byName.get(member);
    for (let end = member.indexOf("/", 1); end > 0; end = member.indexOf("/", end + 1)) {
      const above = this.#byName.get(member.slice(0, end));
      if (above && above.index < (first?.index ?? Number.POSITIVE_INFINITY)) first = above;
    }
    return first;
  }

  /** Tells of what was wanted and isn't there. */
  async tellMissing(report: Report): Promise<void> {
    for (const { name, wasFound } of this.#wanted) {
      if (wasFound) continue;
      if (this.#warnsOfPatterns && looksLikePattern(name)) {
        await report.warnOnce("Pattern matching characters used in file names");
        await report.warnOnce("Use --wildcards to enable pattern matching, or --no-wildcards to suppress this warning");
      }
      await report.error(`${shown(name)}: Not found in archive`);
    }
  }
}
