/** Whether times or messages are those of another locale than C. */
export function isLocalized(env: ReadonlyMap<string, string>, category: "LC_TIME" | "LC_MESSAGES"): boolean {
  const locale = env.get("LC_ALL") || env.get(category) || env.get("LANG") || "C";
  return locale !== "C" && locale !== "POSIX";
}
