/*
 * The options of a program, as `getopt_long` reads them: short ones in groups, values attached or as the next argument, long
 * ones by any beginning that fits one only, operands between them, `--`.
 */

export interface Option {
  /** Its short forms, one letter each. */
  readonly letters?: string;
  /**
   * What its value is called in the usage text. In brackets: it may be left out; then it is attached to the long form, and the
   * short ones have none.
   */
  readonly value?: string;
  /** Whether a value that may be left out can be attached to the short forms too. */
  readonly isAttachable?: true;
  /** What it does, for the usage text; an option without is not shown there. */
  readonly about?: string;
}

/** By their long names; a name of one letter has no long form. */
export type OptionTable<Name extends string> = Readonly<Record<Name, Option>>;

export interface Given<Name extends string> {
  readonly name: Name;
  /** By which short form it was given, if it was. */
  readonly letter?: string;
  readonly value: string | undefined;
  /** How many operands stood before it. */
  readonly operandsBefore: number;
}

type Read<Name extends string> = Omit<Given<Name>, "operandsBefore">;

/** Arguments that make no sense: answered with a hint to the usage text. */
export class UsageError extends Error {
  readonly status: number | undefined;

  /** @param status @default what the program's failures have */
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** The options that were given, in their order. */
export class GivenOptions<Name extends string> {
  readonly all: readonly Given<Name>[];
  /** The arguments that they were given by. */
  readonly words: readonly string[];

  constructor(all: readonly Given<Name>[], words: readonly string[]) {
    this.all = all;
    this.words = words;
  }

  has(...names: readonly Name[]): boolean {
    return this.all.some(({ name }) => names.includes(name));
  }

  /** The value of the last one, if it has one. */
  value(name: Name): string | undefined {
    return this.all.findLast((given) => given.name === name)?.value;
  }

  values(name: Name): string[] {
    return this.all.filter((given) => given.name === name).map(({ value }) => value ?? "");
  }

  /** Which of these came last. */
  last<Some extends Name>(...names: readonly Some[]): Some | undefined {
    const isOne = (name: Name): name is Some => names.some((one) => one === name);
    return this.all.map(({ name }) => name).findLast(isOne);
  }
}

/** Letters that ask for a text. */
export type AskingLetters = Readonly<Record<string, "help" | "version">>;

interface ParsedArguments<Name extends string> {
  readonly options: GivenOptions<Name>;
  readonly operands: readonly string[];
  /** What was asked for before anything else could be wrong. */
  readonly asked?: "help" | "version";
}

/**
 * @param stopsAtOperand whether options end at the first operand, as they do before a command
 * @param takesAbbreviations whether a long option may be given by its beginning
 * @throws UsageError
 */
export function parseOptions<Name extends string>(
  args: readonly string[],
  table: OptionTable<Name>,
  stopsAtOperand = false,
  askingLetters: AskingLetters = {},
  takesAbbreviations = true,
): ParsedArguments<Name> {
  const rest = [...args];
  const given: Given<Name>[] = [];
  const operands: string[] = [];
  const words: string[] = [];
  const next = (): string | undefined => {
    const value = rest.shift();
    if (value !== undefined) words.push(value);
    return value;
  };
  const byLetter = lettersOf(table);
  const parsed = (asked?: "help" | "version"): ParsedArguments<Name> => ({
    options: new GivenOptions(given, words),
    operands: [...operands, ...rest],
    ...(asked && { asked }),
  });
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const isOperand = !arg.startsWith("-") || arg === "-";
    if (!isOperand) words.push(arg);
    if (arg === "--") break;
    if (arg.startsWith("--")) {
      const option = longOption(arg, table, takesAbbreviations, next);
      if (option === "help" || option === "version") return parsed(option);
      given.push({ ...option, operandsBefore: operands.length });
    } else if (!isOperand) {
      for (const option of shortOptions(arg, table, byLetter, askingLetters, next)) {
        if (option === "help" || option === "version") return parsed(option);
        given.push({ ...option, operandsBefore: operands.length });
      }
    } else {
      operands.push(arg);
      if (stopsAtOperand) break;
    }
  }
  return parsed();
}

function namesOf<Name extends string>(table: OptionTable<Name>): Name[] {
  return Object.keys(table) as Name[];
}

function lettersOf<Name extends string>(table: OptionTable<Name>): ReadonlyMap<string, Name> {
  const letters = new Map<string, Name>();
  for (const name of namesOf(table)) {
    if (name.length === 1) letters.set(name, name);
    for (const letter of table[name].letters ?? "") letters.set(letter, name);
  }
  return letters;
}

function longOption<Name extends string>(
  arg: string,
  table: OptionTable<Name>,
  takesAbbreviations: boolean,
  next: () => string | undefined,
): Read<Name> | "help" | "version" {
  const [word = "", attached] = arg.slice(2).split(/=(.*)/s, 2);
  const known: (Name | "help" | "version")[] = [...namesOf(table).filter((name) => name.length > 1), "help", "version"];
  const fitting = known.includes(word as Name)
    ? [word as Name]
    : known.filter((name) => takesAbbreviations && name.startsWith(word));
  const [name, ...others] = fitting;
  if (name === undefined) throw new UsageError(`unrecognized option '${arg}'`);
  if (others.length > 0) {
    const possible = fitting.map((one) => `'--${one}'`).join(" ");
    throw new UsageError(`option '${arg}' is ambiguous; possibilities: ${possible}`);
  }
  const value = isOwn(table, name) ? table[name].value : undefined;
  if (value === undefined && attached !== undefined)
    throw new UsageError(`option '--${name}' doesn't allow an argument`);
  if (!isOwn(table, name)) return name;
  if (value === undefined || isOptional(value)) return { name, value: attached };
  const taken = attached ?? next();
  if (taken === undefined) throw new UsageError(`option '--${name}' requires an argument`);
  return { name, value: taken };
}

/** `[WHEN]`, but not `[+]NUM`. */
function isOptional(value: string): boolean {
  return value.startsWith("[") && value.endsWith("]");
}

function isOwn<Name extends string>(table: OptionTable<Name>, name: Name | "help" | "version"): name is Name {
  return Object.hasOwn(table, name);
}

function* shortOptions<Name extends string>(
  arg: string,
  table: OptionTable<Name>,
  byLetter: ReadonlyMap<string, Name>,
  askingLetters: AskingLetters,
  next: () => string | undefined,
): Generator<Read<Name> | "help" | "version"> {
  for (let at = 1; at < arg.length; at++) {
    const letter = String.fromCodePoint(arg.codePointAt(at) ?? 0);
    const name = byLetter.get(letter);
    if (name === undefined) {
      const asked = askingLetters[letter];
      if (asked === undefined) throw new UsageError(`invalid option -- '${letter}'`);
      yield asked;
      return;
    }
    const { value, isAttachable } = table[name];
    if (isAttachable && at + letter.length < arg.length) {
      yield { name, letter, value: arg.slice(at + letter.length) };
      return;
    }
    if (value === undefined || isOptional(value)) {
      yield { name, letter, value: undefined };
      continue;
    }
    const taken = arg.slice(at + letter.length) || next();
    if (taken === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
    yield { name, letter, value: taken };
    return;
  }
}
