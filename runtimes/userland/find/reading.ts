import type { MaybePromise } from "../../kernel/description.ts";
import { Failure } from "../program/failure.ts";
import type { FindRun } from "./find-run.ts";
import type { FoundFile } from "./found-file.ts";

/** A test or an action, once it is known what it is to do. @throws SystemError of a file that can't be asked */
export type Test = (file: FoundFile) => MaybePromise<boolean>;

/** Makes a test from the arguments behind its name. @throws Failure */
export type TestReader = (reading: Reading) => Test;

/** The arguments of an expression, from the left. */
export class Arguments {
  readonly #all: readonly string[];
  #at = 0;

  constructor(all: readonly string[]) {
    this.#all = all;
  }

  get next(): string | undefined {
    return this.#all[this.#at];
  }

  take(): string | undefined {
    return this.#all[this.#at++];
  }
}

/** One word of the expression that is being read. */
export class Reading {
  /** As it was typed. */
  readonly name: string;
  readonly args: Arguments;
  readonly run: FindRun;

  constructor(name: string, args: Arguments, run: FindRun) {
    this.name = name;
    this.args = args;
    this.run = run;
  }

  /** @throws Failure if there is none */
  argument(): string {
    const argument = this.args.take();
    if (argument === undefined) throw this.missing();
    return argument;
  }

  /** Says something before anything else is done. */
  say(message: string): void {
    this.run.notes.push(message);
  }

  /** Says something to those who want to be warned. */
  warn(message: string): void {
    if (this.run.settings.warns) this.say(`warning: ${message}`);
  }

  missing(): Failure {
    return new Failure(`missing argument to \`${this.name}'`);
  }

  invalid(argument: string): Failure {
    return new Failure(`invalid argument \`${argument}' to \`${this.name}'`);
  }
}
