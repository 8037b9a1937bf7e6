/* The forms that join's arguments once had: `-j1 FIELD`, `-j2 FIELD`, and `-o FIELD FIELD…`. */

/** What an operand may be instead, if there are more than two. */
type Role = "file" | "-1" | "-2" | "-o";

interface Operand {
  readonly text: string;
  readonly role: Role;
}

const WITH_VALUE = "12aejotv";

/** Rewrites the older forms as today's. */
export function withoutOlderForms(args: readonly string[]): readonly string[] {
  const options: string[] = [];
  const operands: Operand[] = [];
  const keyed: ("-1" | "-2")[] = [];
  let role: Role = "file";
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      operands.push(...args.slice(at + 1).map((text) => ({ text, role: "file" }) as const));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      operands.push({ text: arg, role });
      if (role !== "-o") role = "file";
      continue;
    }
    role = "file";
    const letter = letterWithValue(arg);
    const attached = letter === undefined ? "" : arg.slice(arg.indexOf(letter) + 1);
    if (letter === "j" && (attached === "1" || attached === "2")) {
      role = attached === "1" ? "-1" : "-2";
      keyed.push(role);
      if (arg.length > 3) options.push(arg.slice(0, -2));
      continue;
    }
    options.push(arg);
    const value = letter !== undefined && attached === "" ? args[++at] : attached;
    if (letter !== undefined && attached === "" && value !== undefined) options.push(value);
    if (letter === "o" && value !== "auto") role = "-o";
  }
  return keyed.length > 0 || operands.length > 2 ? resolved(options, operands, keyed) : args;
}

function letterWithValue(arg: string): string | undefined {
  return arg.startsWith("--") ? undefined : [...arg.slice(1)].find((letter) => WITH_VALUE.includes(letter));
}

/** Of more than two operands, those that may be something else are. */
function resolved(options: readonly string[], operands: readonly Operand[], keyed: readonly ("-1" | "-2")[]): string[] {
  const changed = [...options];
  const left = [...keyed];
  const files: Operand[] = [];
  for (const operand of operands) {
    const index = files.length < 2 ? -1 : files.findIndex(({ role }) => role !== "file");
    const other = files[index];
    if (other) {
      files.splice(index, 1);
      changed.push(other.role, other.text);
      if (other.role !== "-o") left.splice(left.lastIndexOf(other.role === "-1" ? "-1" : "-2"), 1);
    }
    files.push(operand);
  }
  for (const role of [...new Set(left)].sort()) changed.push("-j", role.slice(1));
  return [...changed, "--", ...files.map(({ text }) => text)];
}
