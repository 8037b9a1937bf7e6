import type { RgWalk } from "./rg-files.ts";
import { numberOf, type RgCall } from "./rg-options.ts";
import { typeGlobs } from "./rg-types.ts";
import { type IgnoreRule, ignoredBy, ignoreRule } from "./search/ignore-rules.ts";

/** What the options say of files. @returns nothing after a complaint */
export async function walkOf(call: RgCall): Promise<RgWalk | undefined> {
  const { options, process } = call;
  const unrestricted = options.all.filter(({ name }) => name === "unrestricted").length;
  const types: IgnoreRule[] = [];
  for (const { name, value = "" } of options.all) {
    if (name !== "type" && name !== "type-not") continue;
    const globs = typeGlobs(value);
    if (!globs) {
      await process.printError(`unrecognized file type: ${value}\n`);
      return undefined;
    }
    for (const glob of globs) {
      const rule = ignoreRule(glob);
      if (rule) types.push({ ...rule, isNegated: name === "type-not" });
    }
  }
  const globs = options.values("glob").flatMap((glob) => {
    const rule = ignoreRule(glob.replace(/^!/, ""));
    return rule ? [{ ...rule, isNegated: glob.startsWith("!") }] : [];
  });
  const [isGlobbed, isTyped] = [globs.some((one) => !one.isNegated), types.some((one) => !one.isNegated)];
  return {
    hasHidden: options.has("hidden") || unrestricted > 1,
    usesIgnoreFiles: !options.has("no-ignore") && unrestricted === 0,
    followsLinks: options.has("follow"),
    maxDepth: numberOf(options, "max-depth") ?? Number.POSITIVE_INFINITY,
    chooses: (path, isDirectory) => {
      const plain = path.replace(/^\.\//, "");
      const wanted = ignoredBy(globs, plain, isDirectory);
      if (wanted !== undefined) return wanted && (isDirectory || !isTyped || ignoredBy(types, plain, false) === true);
      if (isDirectory) return undefined;
      if (isGlobbed) return false;
      const typed = ignoredBy(types, plain, false);
      return typed === false || (isTyped && typed === undefined) ? false : undefined;
    },
  };
}
