type LocaleCategory = "LC_TIME" | "LC_MESSAGES" | "LC_COLLATE";

/** The name of a locale, as it is given for a category. */
export function localeOf(env: ReadonlyMap<string, string>, category: LocaleCategory): string {
  return env.get("LC_ALL") || env.get(category) || env.get("LANG") || "C";
}

/** Whether a category is another locale's than C's. */
export function isLocalized(env: ReadonlyMap<string, string>, category: LocaleCategory): boolean {
  const locale = localeOf(env, category);
  return locale !== "C" && locale !== "POSIX";
}
