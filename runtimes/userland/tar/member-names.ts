import { withoutSlashes } from "../program/file-kinds.ts";
import { KIND, type Member } from "./member.ts";
import type { Report } from "./report.ts";
import type { NameTransform } from "./transform.ts";

interface NamingManner {
  readonly keepsAbsolute: boolean;
  readonly transform: NameTransform | undefined;
  readonly strippedParts: number;
}

/** What a name begins with that would lead out of the directory. */
function unsafePrefix(name: string): string {
  const parts = name.split("/");
  let length = 0;
  let at = 0;
  for (const part of parts) {
    if (part === "..") length = at + part.length;
    at += part.length + 1;
  }
  while (name.charAt(length) === "/") length++;
  return name.slice(0, length);
}

export function containsDotDot(name: string): boolean {
  return name.split("/").includes("..");
}

/** How names of files and names in archives go over into each other. */
export class MemberNames {
  readonly #report: Report;
  readonly #manner: NamingManner;

  constructor(report: Report, manner: NamingManner) {
    this.#report = report;
    this.#manner = manner;
  }

  /** A name without what would lead out of the directory. */
  async safe(name: string, what: "member names" | "hard link targets" = "member names"): Promise<string> {
    if (this.#manner.keepsAbsolute) return name;
    if (name === "") await this.#report.warnOnce("Substituting `.' for empty member name");
    const prefix = unsafePrefix(name);
    if (prefix !== "") await this.#report.warnOnce(`Removing leading \`${prefix}' from ${what}`);
    return name.slice(prefix.length) || ".";
  }

  /** Of a member, as the options change it; slashes at the end of a directory's name stay. */
  changedFile(name: string): string | undefined {
    const bare = withoutSlashes(name);
    const changed = this.changed(bare, "file");
    return changed === undefined ? undefined : changed + name.slice(bare.length);
  }

  /** What a link in an archive leads to, as the options change it. */
  changedTarget({ kind, linkName }: Pick<Member, "kind" | "linkName">): string {
    if (kind === KIND.link) return this.transformed(linkName, "link");
    return kind === KIND.hardLink ? (this.changed(linkName, "hard link") ?? linkName) : linkName;
  }

  /** As the options change it; nothing is left if it has too few parts. */
  changed(name: string, of: "file" | "link" | "hard link"): string | undefined {
    const { transform, strippedParts } = this.#manner;
    const transformed = transform ? transform(name, of) : name;
    return of === "link" ? transformed : stripped(transformed, strippedParts);
  }

  transformed(name: string, of: "file" | "link" | "hard link"): string {
    return this.#manner.transform?.(name, of) ?? name;
  }
}

function stripped(name: string, count: number): string | undefined {
  let rest = name;
  for (let left = count; left > 0; left--) {
    const slash = rest.indexOf("/");
    if (slash < 0) return undefined;
    rest = rest.slice(slash).replace(/^\/+/, "");
  }
  return count > 0 && withoutSlashes(rest) === "" ? undefined : rest;
}
