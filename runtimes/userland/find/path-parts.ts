/** The name that patterns are for: without directories before it, and slashes behind it. */
export function nameIn(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < path.length - 1) return path.slice(slash + 1);
  const bare = withoutSlashes(path);
  return bare === "" ? path.slice(0, 1) : bare.slice(bare.lastIndexOf("/") + 1);
}

/** The name as `%f` prints it: one slash behind it is kept. */
export function lastPartOf(path: string): string {
  const name = nameIn(path);
  return path.endsWith("/") && name !== "/" ? `${name}/` : name;
}

/** What is before the name, as `%h` prints it: nothing for what is in the root, `.` where there is no slash. */
export function leadingPartOf(path: string): string {
  const bare = withoutSlashes(path);
  const part = bare.includes("/") ? bare : path;
  const slash = part.lastIndexOf("/");
  return slash < 0 ? "." : part.slice(0, slash);
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path.charAt(end - 1) === "/") end--;
  return path.slice(0, end);
}
