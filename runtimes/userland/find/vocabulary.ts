import { Failure } from "../program/failure.ts";
import { ACTIONS } from "./actions.ts";
import { COMMAND_ACTIONS } from "./command-actions.ts";
import type { Word } from "./expression-parser.ts";
import { FILE_TYPE_TESTS } from "./file-type-tests.ts";
import type { FindRun } from "./find-run.ts";
import { NAME_TESTS } from "./name-tests.ts";
import { GLOBAL_OPTIONS, POSITIONAL_OPTIONS } from "./options.ts";
import { Arguments, Reading, type Test, type TestReader } from "./reading.ts";
import { STATUS_TESTS } from "./status-tests.ts";
import { newerThanTest, TIME_TESTS } from "./time-tests.ts";

const OPERATORS: Readonly<Record<string, Exclude<Word["kind"], "test">>> = {
  "!": "not",
  not: "not",
  "(": "open",
  ")": "close",
  a: "and",
  and: "and",
  o: "or",
  or: "or",
  ",": "list",
};
const TESTS: Readonly<Record<string, TestReader>> = {
  ...NAME_TESTS,
  ...TIME_TESTS,
  ...FILE_TYPE_TESTS,
  ...STATUS_TESTS,
  ...ACTIONS,
  ...COMMAND_ACTIONS,
};
const always: Test = () => true;

/** What an expression asks for instead of files. */
export type Question = "help" | "version";

/** Whether an expression begins with it. @param isFirst where it could still be a starting point */
export function isWord(text: string, isFirst: boolean): boolean {
  if (text.startsWith("-")) return text !== "-";
  if (text === "(" || text === "!") return true;
  return !isFirst && (text === ")" || text === ",");
}

/** Reads the words of an expression from the left. */
export class WordReader {
  readonly #run: FindRun;
  readonly #args: Arguments;
  /** The first word that is no option. */
  #firstTest: string | undefined;

  constructor(run: FindRun, args: readonly string[]) {
    this.#run = run;
    this.#args = new Arguments(args);
  }

  /** @returns the words, or what is asked for, whatever comes behind it; nothing after a complaint @throws Failure */
  async read(): Promise<Word[] | Question | undefined> {
    const words: Word[] = [];
    for (let text = this.#args.take(); text !== undefined; text = this.#args.take()) {
      if (!isWord(text, false)) return this.#complainOf(text, words.at(-1)?.name);
      const key = text.replace(/^-/, "");
      const question = /^-?(?<asked>help|version)$/.exec(key)?.groups?.["asked"];
      if (question === "help" || question === "version") return question;
      try {
        this.#readWord(key, new Reading(text, this.#args, this.#run), words);
      } finally {
        await this.#run.sayNotes();
      }
    }
    return words;
  }

  #readWord(key: string, reading: Reading, words: Word[]): void {
    if (key !== "daystart") {
      words.push(this.#word(key, reading));
      return;
    }
    // It is no expression, but messages know the word before it by its name.
    reading.run.settings.countsFromMidnight = true;
    const last = words.pop();
    if (last) words.push({ ...last, name: reading.name });
  }

  #word(key: string, reading: Reading): Word {
    const { name } = reading;
    const operator = own(OPERATORS, key);
    if (operator) {
      this.#firstTest ??= name;
      return { kind: operator, name };
    }
    const option = own(GLOBAL_OPTIONS, key);
    if (option && this.#firstTest !== undefined)
      reading.warn(
        `you have specified the global option ${name} after the argument ${this.#firstTest}, but global options are not positional, i.e., ${name} affects tests specified before it as well as those specified after it.  Please specify global options before other arguments.`,
      );
    const setting = option ?? own(POSITIONAL_OPTIONS, key);
    if (setting) {
      setting(reading);
      return { kind: "test", name, test: always };
    }
    const test = own(TESTS, key) ?? (/^newer..$/u.test(key) ? newerThanTest : undefined);
    if (!test) throw new Failure(`unknown predicate \`${name}'`);
    this.#firstTest ??= name;
    return { kind: "test", name, test: test(reading) };
  }

  async #complainOf(text: string, before: string | undefined): Promise<undefined> {
    await this.#run.complain(`paths must precede expression: \`${text}'`);
    if (before !== undefined && this.#run.files.exists(text))
      await this.#run.complain(`possible unquoted pattern after predicate \`${before}'?`);
  }
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
