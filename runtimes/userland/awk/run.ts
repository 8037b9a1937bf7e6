import { AwkError, Jump } from "./awk-error.ts";
import { type Code, finish, plain, type Steps, stepsOf } from "./code.ts";
import type { Environment } from "./compiler.ts";
import { type Completion, EXIT, functionsOf, NEXT, NEXT_FILE, NORMAL } from "./functions.ts";
import { InPlace } from "./in-place.ts";
import { MainInput } from "./main-input.ts";
import type { Runtime } from "./runtime.ts";
import { StatementCompiler } from "./statement-compiler.ts";
import type { Pattern, ProgramTree, Rule } from "./tree.ts";

type RuleCode = Code<Completion>;

/** A program, ready to run. */
export class CompiledProgram {
  readonly #runtime: Runtime;
  readonly #input: MainInput;
  readonly #rules: Record<"begin" | "end" | "beginfile" | "endfile" | "record", RuleCode[]>;

  readonly #inPlace: InPlace | undefined;

  constructor(runtime: Runtime, tree: ProgramTree, editsInPlace: boolean) {
    this.#inPlace = editsInPlace ? new InPlace(runtime) : undefined;
    this.#runtime = runtime;
    this.#input = new MainInput(runtime);
    this.#rules = { begin: [], end: [], beginfile: [], endfile: [], record: [] };
    const functions = functionsOf(tree);
    const environment: Environment = { runtime, input: this.#input, functions, returned: undefined };
    for (const callee of functions.values()) {
      const { parameters, body, sourceName } = callee.node;
      callee.body = new StatementCompiler(environment, parameters, sourceName).statement(body);
    }
    for (const rule of tree.rules) {
      const { kind } = rule.pattern;
      const isRecord = kind === "always" || kind === "test" || kind === "range";
      this.#rules[isRecord ? "record" : kind].push(ruleCode(environment, rule));
    }
  }

  /** Runs all of it. Its status is the runtime's. */
  async run(): Promise<void> {
    const { begin, end, record, beginfile, endfile } = this.#rules;
    const isOver = await this.#phase(begin);
    const isReading = this.#inPlace || record.length + end.length + beginfile.length + endfile.length > 0;
    if (isReading) {
      this.#hookFiles(beginfile, endfile);
      if (!isOver) await this.#records(record);
      if (this.#inPlace) await finish(this.#inPlace.end());
      // After `exit`, too, the END rules run.
      await this.#phase(end);
    }
  }

  /** It has failed. */
  abandon(): void {
    this.#inPlace?.abandon();
  }

  /** @returns whether it ended with `exit` */
  async #phase(rules: readonly RuleCode[]): Promise<boolean> {
    for (const rule of rules) {
      const completion = await this.#whole(rule);
      if (completion === EXIT) return true;
    }
    return false;
  }

  async #whole(rule: RuleCode): Promise<Completion> {
    try {
      return rule.waits ? await finish(rule.run([])) : rule.run([]);
    } catch (error) {
      return completionOf(error);
    }
  }

  #hookFiles(beginfile: readonly RuleCode[], endfile: readonly RuleCode[]): void {
    const input = this.#input;
    const hook = (rules: readonly RuleCode[]): (() => Steps<void>) | undefined =>
      rules.length === 0
        ? undefined
        : function* () {
            for (const rule of rules) {
              const completion = yield* stepsOf(rule, []);
              if (completion === EXIT) throw new Jump("exit");
              if (completion === NEXT_FILE) {
                input.skipOpened();
                return;
              }
            }
          };
    const ofProgram = hook(beginfile);
    const inPlace = this.#inPlace;
    input.onBeginFile = inPlace
      ? function* () {
          yield* inPlace.begin();
          if (ofProgram) yield* ofProgram();
        }
      : ofProgram;
    input.onEndFile = hook(endfile);
  }

  /** The main loop. It waits only where a rule does, or for more input. */
  async #records(rules: readonly RuleCode[]): Promise<void> {
    const runtime = this.#runtime;
    const input = this.#input;
    for (;;) {
      let completion: Completion = NORMAL;
      try {
        const record = input.takeNow() ?? (await finish(input.next()));
        if (record === undefined) return;
        runtime.fields.setRecord(record);
        for (const rule of rules) {
          completion = rule.waits ? await finish(rule.run([])) : rule.run([]);
          if (completion !== NORMAL) break;
        }
      } catch (error) {
        completion = completionOf(error);
      }
      if (completion === EXIT) return;
      if (completion === NEXT_FILE) await finish(input.skipFile());
      if (runtime.isDue()) await finish(runtime.pause());
    }
  }
}

/** Where `next` and the like in a function lead to. */
function completionOf(error: unknown): Completion {
  if (!(error instanceof Jump)) throw error;
  return error.to === "next" ? NEXT : error.to === "nextfile" ? NEXT_FILE : EXIT;
}

function ruleCode(environment: Environment, { pattern, body, line, sourceName }: Rule): RuleCode {
  const compiler = new StatementCompiler(environment, [], sourceName);
  environment.runtime.place = `${sourceName}:${line}`;
  const action = compiler.statement(
    body ?? { kind: "print", args: [], isFormatted: false, redirection: undefined, line },
  );
  const test = testOf(compiler, pattern);
  if (!test) return action;
  return whenever(test, action);
}

function whenever(test: Code<boolean>, action: RuleCode): RuleCode {
  if (test.waits || action.waits)
    return {
      waits: true,
      run: function* (frame) {
        return (yield* stepsOf(test, frame)) ? yield* stepsOf(action, frame) : NORMAL;
      },
    };
  const [runTest, runAction] = [test.run, action.run];
  return plain((frame) => (runTest(frame) ? runAction(frame) : NORMAL));
}

function testOf(compiler: StatementCompiler, pattern: Pattern): Code<boolean> | undefined {
  if (pattern.kind === "test") return compiler.test(pattern.test);
  if (pattern.kind !== "range") return undefined;
  const [first, last] = [compiler.test(pattern.first), compiler.test(pattern.last)];
  let isInside = false;
  if (first.waits || last.waits)
    return {
      waits: true,
      run: function* (frame) {
        if (!isInside && !(yield* stepsOf(first, frame))) return false;
        isInside = !(yield* stepsOf(last, frame));
        return true;
      },
    };
  const [runFirst, runLast] = [first.run, last.run];
  return plain((frame) => {
    if (!isInside && !runFirst(frame)) return false;
    isInside = !runLast(frame);
    return true;
  });
}

/** What went wrong in the engine, as awk would say it. */
export function errorOf(error: unknown): unknown {
  if (error instanceof RangeError && /call stack/i.test(error.message))
    return new AwkError("function calls are nested too deeply");
  return error;
}
