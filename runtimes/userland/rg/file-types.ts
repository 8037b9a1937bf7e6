import { Failure } from "../program/failure.ts";
import { type IgnoreRule, ignoredBy } from "../search/ignore-rules.ts";
import { globRule } from "./glob-check.ts";
import type { RgCall } from "./options.ts";
import { TYPES } from "./types.ts";

const INVALID = "invalid definition (format is type:glob, e.g., html:*.html)";

/** The types of files that there are after what the options add and take. */
export class FileTypes {
  readonly #globs: Map<string, readonly string[]>;
  readonly #rules: readonly IgnoreRule[];
  readonly #isChosen: boolean;

  /** @throws Failure */
  constructor({ options }: RgCall) {
    this.#globs = new Map(Object.entries(TYPES).map(([name, globs]) => [name, globs.split(" ")]));
    for (const name of options.values("type-clear")) this.#globs.delete(name);
    for (const definition of options.values("type-add")) this.#add(definition);
    const rules: IgnoreRule[] = [];
    for (const { name, value = "" } of options.all) {
      if (name !== "type" && name !== "type-not") continue;
      for (const glob of this.#globsOf(value)) rules.push({ ...globRule(glob, false), isNegated: name === "type-not" });
    }
    this.#rules = rules;
    this.#isChosen = rules.some(({ isNegated }) => !isNegated);
  }

  /** Whether a file is wanted for its type; nothing if that says nothing. */
  wants(path: string): boolean | undefined {
    if (this.#rules.length === 0) return undefined;
    const verdict = ignoredBy(this.#rules, path.slice(path.lastIndexOf("/") + 1), false);
    return verdict === undefined && this.#isChosen ? false : verdict;
  }

  /** What `--type-list` prints. */
  get list(): string {
    return [...this.#globs]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, globs]) => `${name}: ${[...globs].sort().join(", ")}\n`)
      .join("");
  }

  #globsOf(name: string): readonly string[] {
    if (name === "all") return [...this.#globs.values()].flat();
    const globs = this.#globs.get(name);
    if (!globs) throw new Failure(`unrecognized file type: ${name}`);
    return globs;
  }

  #add(definition: string): void {
    const [name = "", ...rest] = definition.split(":");
    if (!/^[\p{L}\p{N}]+$/u.test(name) || name === "all" || rest.length === 0 || rest.length > 2)
      throw new Failure(INVALID);
    const [first = "", included] = rest;
    if (included === undefined) {
      if (first === "") throw new Failure(INVALID);
      this.#extend(name, [first]);
      return;
    }
    const others = included.split(",");
    if (first !== "include" || others.some((one) => !this.#globs.has(one))) throw new Failure(INVALID);
    for (const one of others) this.#extend(name, this.#globs.get(one) ?? []);
  }

  #extend(name: string, globs: readonly string[]): void {
    this.#globs.set(name, [...(this.#globs.get(name) ?? []), ...globs]);
  }
}
