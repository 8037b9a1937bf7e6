import { AwkArray } from "./array.ts";
import { AwkError } from "./awk-error.ts";
import { all, both, type Code, map, plain, stepsOf, waiting } from "./code.ts";
import { ExpressionCompiler } from "./expression-compiler.ts";
import { BREAK, CONTINUE, type Completion, EXIT, NEXT, NEXT_FILE, NORMAL, RETURN } from "./functions.ts";
import { textOfNumber } from "./numbers.ts";
import type { OutputStream } from "./output-stream.ts";
import { compareForSort } from "./sorting.ts";
import { formatted } from "./text-builtins.ts";
import type { Redirection, Statement } from "./tree.ts";
import { compareValues, RegexValue, type Value } from "./values.ts";

type Of<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

/** Makes functions of statements. */
export class StatementCompiler extends ExpressionCompiler {
  statement(node: Statement): Code<Completion> {
    const { runtime } = this;
    const place = `${this.sourceName}:${node.line}`;
    runtime.place = place;
    const code = this.#kindOf(node);
    if (node.kind === "block") return code;
    if (code.waits)
      return waiting(function* (frame) {
        runtime.place = place;
        return yield* code.run(frame);
      });
    const { run } = code;
    return plain((frame) => {
      runtime.place = place;
      return run(frame);
    });
  }

  #kindOf(node: Statement): Code<Completion> {
    switch (node.kind) {
      case "block":
        return this.block(node.body);
      case "expression":
        return map(this.value(node.expression), () => NORMAL);
      case "print":
        return this.#print(node);
      case "if":
        return this.#if(node);
      case "loop":
        return this.#loop(node);
      case "for-in":
        return this.#forIn(node);
      case "switch":
        return this.#switch(node);
      case "break":
        return plain(() => BREAK);
      case "continue":
        return plain(() => CONTINUE);
      case "next":
        return plain(() => NEXT);
      case "nextfile":
        return plain(() => NEXT_FILE);
      case "exit":
        return this.#exit(node);
      case "return":
        return this.#return(node);
      case "delete":
        return this.#delete(node);
    }
  }

  block(body: readonly Statement[]): Code<Completion> {
    const codes = body.map((statement) => this.statement(statement));
    const [only] = codes;
    if (only && codes.length === 1) return only;
    if (codes.some(({ waits }) => waits))
      return waiting(function* (frame) {
        for (const code of codes) {
          const completion = code.waits ? yield* code.run(frame) : code.run(frame);
          if (completion !== NORMAL) return completion;
        }
        return NORMAL;
      });
    const runs = codes.flatMap((code) => (code.waits ? [] : [code.run]));
    return plain((frame) => {
      for (const run of runs) {
        const completion = run(frame);
        if (completion !== NORMAL) return completion;
      }
      return NORMAL;
    });
  }

  #if({ test, then, otherwise }: Of<"if">): Code<Completion> {
    const condition = this.test(test);
    const first = this.statement(then);
    const second: Code<Completion> = otherwise ? this.statement(otherwise) : plain(() => NORMAL);
    if (condition.waits || first.waits || second.waits)
      return waiting(function* (frame) {
        return yield* stepsOf((yield* stepsOf(condition, frame)) ? first : second, frame);
      });
    const [runTest, runFirst, runSecond] = [condition.run, first.run, second.run];
    return plain((frame) => (runTest(frame) ? runFirst(frame) : runSecond(frame)));
  }

  #loop(node: Of<"loop">): Code<Completion> {
    const { runtime } = this;
    const first = node.first && this.statement(node.first);
    const test = node.test ? this.test(node.test) : plain(() => true);
    const next = node.next && this.statement(node.next);
    const body = this.statement(node.body);
    const { isTestedLast } = node;
    return waiting(function* (frame) {
      if (first) yield* stepsOf(first, frame);
      let isTested = !isTestedLast;
      for (;;) {
        if (isTested && !(test.waits ? yield* test.run(frame) : test.run(frame))) return NORMAL;
        isTested = true;
        const completion = body.waits ? yield* body.run(frame) : body.run(frame);
        if (completion === BREAK) return NORMAL;
        if (completion > CONTINUE) return completion;
        if (next?.waits) yield* next.run(frame);
        else next?.run(frame);
        if (runtime.isDue()) yield* runtime.pause();
      }
    });
  }

  #forIn(node: Of<"for-in">): Code<Completion> {
    const { runtime } = this;
    const array = this.array(node.array);
    let key = "";
    const set = this.place(node.name).set(plain(() => key));
    const body = this.statement(node.body);
    const keysOf = (elements: AwkArray): string[] => this.#keysOf(elements);
    return waiting(function* (frame) {
      for (const next of keysOf(yield* stepsOf(array, frame))) {
        key = next;
        yield* stepsOf(set, frame);
        const completion = body.waits ? yield* body.run(frame) : body.run(frame);
        if (completion === BREAK) return NORMAL;
        if (completion > CONTINUE) return completion;
        if (runtime.isDue()) yield* runtime.pause();
      }
      return NORMAL;
    });
  }

  /** The keys, in the order that `PROCINFO["sorted_in"]` asks for. */
  #keysOf(array: AwkArray): string[] {
    const { runtime } = this;
    const info = runtime.variables.cell("PROCINFO").value;
    const held = info instanceof AwkArray ? info.peek("sorted_in") : undefined;
    if (held === undefined || held instanceof AwkArray) return array.keys();
    const order = runtime.text(held);
    if (order === "" || order === "@unsorted") return array.keys();
    return array
      .entries()
      .sort(compareForSort(order, this.environment))
      .map(([key]) => key);
  }

  #switch({ value, cases }: Of<"switch">): Code<Completion> {
    const { runtime } = this;
    const subject = this.value(value);
    const tests = cases.map(({ test }) =>
      test === undefined
        ? undefined
        : test.kind === "regex"
          ? plain((): Value => new RegexValue(test.source))
          : this.value(test),
    );
    const bodies = cases.map(({ body }) => this.block(body));
    const isSame = (left: Value, right: Value): boolean => {
      if (right instanceof RegexValue) return runtime.regexes.of(right.source).test(runtime.text(left));
      return compareValues(left, right, runtime.convfmt) === 0;
    };
    return waiting(function* (frame) {
      const given = yield* stepsOf(subject, frame);
      let at = -1;
      for (const [index, test] of tests.entries())
        if (test && isSame(given, yield* stepsOf(test, frame))) {
          at = index;
          break;
        }
      if (at < 0) at = tests.indexOf(undefined);
      if (at < 0) return NORMAL;
      for (const body of bodies.slice(at)) {
        const completion = yield* stepsOf(body, frame);
        if (completion === BREAK) return NORMAL;
        if (completion !== NORMAL) return completion;
      }
      return NORMAL;
    });
  }

  #exit({ value }: Of<"exit">): Code<Completion> {
    const { runtime } = this;
    if (!value) return plain(() => EXIT);
    return map(this.number(value), (status) => {
      runtime.exitStatus = Math.trunc(status) & 0xff;
      return EXIT;
    });
  }

  #return({ value }: Of<"return">): Code<Completion> {
    const { environment } = this;
    if (!value)
      return plain(() => {
        environment.returned = undefined;
        return RETURN;
      });
    return map(this.value(value), (result) => {
      environment.returned = result;
      return RETURN;
    });
  }

  #delete({ array, subscripts }: Of<"delete">): Code<Completion> {
    const elements = this.array(array);
    if (!subscripts)
      return map(elements, (all) => {
        all.clear();
        return NORMAL;
      });
    return both(elements, this.key(subscripts), (all, key) => {
      all.delete(key);
      return NORMAL;
    });
  }

  #print({ args, isFormatted, redirection }: Of<"print">): Code<Completion> {
    const text = isFormatted ? this.#formattedText(args) : this.#printedText(args);
    if (redirection) return this.#printTo(text, redirection);
    const { stdout } = this.runtime.files;
    return map(text, (printed) => {
      stdout.put(printed);
      return NORMAL;
    });
  }

  #formattedText(args: Of<"print">["args"]): Code<string> {
    const { runtime } = this;
    if (args.length === 0)
      return plain(() => {
        throw new AwkError("printf: no arguments");
      });
    return map(all(args.map((arg) => this.value(arg))), ([format, ...values]) => formatted(runtime, format, values));
  }

  #printedText(args: Of<"print">["args"]): Code<string> {
    const { runtime } = this;
    const shown = (value: Value): string =>
      typeof value === "string"
        ? value
        : typeof value === "number"
          ? textOfNumber(value, runtime.ofmt)
          : runtime.text(value);
    const [only] = args;
    if (!only) return plain(() => runtime.fields.recordText + runtime.ors);
    if (args.length === 1) return map(this.value(only), (value) => shown(value) + runtime.ors);
    return map(all(args.map((arg) => this.value(arg))), (values) => values.map(shown).join(runtime.ofs) + runtime.ors);
  }

  #printTo(text: Code<string>, { kind, to }: Redirection): Code<Completion> {
    const { runtime } = this;
    return both(text, this.text(to), (printed, name) => {
      const stream: OutputStream = runtime.files.output(kind, name);
      stream.put(printed);
      return NORMAL;
    });
  }
}
