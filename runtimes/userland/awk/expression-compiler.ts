import { ARGUMENT_COUNTS } from "./argument-counts.ts";
import { ARITHMETIC, assigning, comparison } from "./arithmetic.ts";
import { AwkArray, type Held } from "./array.ts";
import { AwkError, Jump } from "./awk-error.ts";
import { compileBuiltin } from "./builtins.ts";
import { all, both, type Code, type Frame, map, plain, stepsOf, waiting } from "./code.ts";
import type { Compiler, Environment } from "./compiler.ts";
import { EXIT, NEXT, NEXT_FILE, type UserFunction } from "./functions.ts";
import { compileGetline } from "./getline.ts";
import { elementPlace, fieldPlace, globalPlace, localPlace, type Place } from "./places.ts";
import type { Runtime } from "./runtime.ts";
import { ProgramError } from "./source.ts";
import type { ArrayNode, CallNode, Expression, Target } from "./tree.ts";
import { isTrue, RegexValue, toNumber, type Value } from "./values.ts";

/** Makes functions of expressions. */
export class ExpressionCompiler implements Compiler {
  readonly environment: Environment;
  readonly runtime: Runtime;
  /** Where parameters are in a call's frame. */
  readonly #locals: readonly string[];

  /** What messages call the text that the expressions are in. */
  readonly sourceName: string;

  constructor(environment: Environment, locals: readonly string[], sourceName: string) {
    this.environment = environment;
    this.sourceName = sourceName;
    this.runtime = environment.runtime;
    this.#locals = locals;
  }

  number(node: Expression): Code<number> {
    return map(this.value(node), toNumber);
  }

  text(node: Expression): Code<string> {
    const { runtime } = this;
    if (node.kind === "string") return plain(() => node.value);
    return map(this.value(node), (value) => (typeof value === "string" ? value : runtime.text(value)));
  }

  test(node: Expression): Code<boolean> {
    switch (node.kind) {
      case "comparison":
        return both(this.value(node.left), this.value(node.right), comparison(node.operator, this.runtime));
      case "match":
        return this.#match(node.text, node.regex, node.isNegated);
      case "regex":
        if (!node.isTyped) return this.#matchRecord(node.source);
        break;
      case "in": {
        const key = this.#key(node.subscripts);
        return both(key, this.array(node.array), (at, array) => array.has(at));
      }
      case "unary":
        if (node.operator === "!") return map(this.test(node.operand), (value) => !value);
        break;
      case "logical":
        return this.#logical(node.operator, this.test(node.left), this.test(node.right));
      case "group":
        return this.test(this.#only(node.items));
    }
    return map(this.value(node), isTrue);
  }

  value(node: Expression): Code<Value> {
    switch (node.kind) {
      case "number":
      case "string": {
        const { value } = node;
        return plain(() => value);
      }
      case "regex": {
        if (!node.isTyped) return map(this.#matchRecord(node.source), Number);
        const value = new RegexValue(node.source);
        return plain(() => value);
      }
      case "name":
      case "element":
      case "field":
        return this.place(node).get;
      case "group":
        return this.value(this.#only(node.items));
      case "comparison":
      case "match":
      case "in":
      case "logical":
        return map(this.test(node), Number);
      case "unary":
        return this.#unary(node.operator, node.operand);
      case "arithmetic":
        return both(this.number(node.left), this.number(node.right), ARITHMETIC[node.operator]);
      case "concatenation":
        return this.#concatenation(node.parts);
      case "conditional":
        return this.#conditional(this.test(node.test), this.value(node.then), this.value(node.otherwise));
      case "assign":
        return this.#assign(node);
      case "increment":
        return this.#increment(node.target, node.by, node.isPrefix);
      case "call":
        return this.#call(node);
      case "builtin":
        return compileBuiltin(this, node);
      case "getline":
        return compileGetline(this, node);
    }
  }

  place(node: Target): Place {
    if (node.kind === "field") return fieldPlace(this.runtime, this.number(node.index));
    if (node.kind === "element") return elementPlace(this.array(node.array), this.#key(node.subscripts));
    const index = this.#locals.indexOf(node.name);
    if (index >= 0) return localPlace(this.runtime, index, node.name);
    this.#refuseFunction(node.name);
    return globalPlace(this.runtime, this.runtime.variables.cell(node.name), node.name);
  }

  #refuseFunction(name: string): void {
    if (this.environment.functions.has(name))
      throw new ProgramError(
        [
          `${this.runtime.place}: fatal: function \`${name}' called with space between name and \`('\nor used as a variable or an array`,
        ],
        2,
      );
  }

  /** An array; what is nothing yet becomes one. */
  array(node: ArrayNode): Code<AwkArray> {
    if (node.kind === "element")
      return both(this.array(node.array), this.#key(node.subscripts), (outer, key) => {
        const held = outer.peek(key);
        if (held instanceof AwkArray) return held;
        if (held !== undefined) throw new AwkError(`attempt to use scalar \`${nameOf(node)}["${key}"]' as an array`);
        const made = new AwkArray();
        outer.set(key, made);
        return made;
      });
    const { name } = node;
    const index = this.#locals.indexOf(name);
    if (index >= 0)
      return plain((frame) => {
        const held = frame[index];
        if (held instanceof AwkArray) return held;
        if (held !== undefined) throw new AwkError(`attempt to use scalar parameter \`${name}' as an array`);
        const made = new AwkArray();
        frame[index] = made;
        return made;
      });
    this.#refuseFunction(name);
    const cell = this.runtime.variables.cell(name);
    return plain(() => {
      const held = cell.value;
      if (held instanceof AwkArray) return held;
      if (held !== undefined) throw new AwkError(`attempt to use scalar \`${name}' as an array`);
      const made = new AwkArray();
      cell.value = made;
      return made;
    });
  }

  /** Whatever a variable or an element holds, an array as well. */
  held(node: Expression): Code<Held> {
    if (node.kind === "name") {
      const index = this.#locals.indexOf(node.name);
      if (index >= 0) return plain((frame) => frame[index]);
      const cell = this.runtime.variables.cell(node.name);
      return plain(() => cell.value);
    }
    if (node.kind === "element")
      return both(this.array(node.array), this.#key(node.subscripts), (array, key) => array.peek(key));
    return this.value(node);
  }

  /** The text of a regular expression: one between slashes isn't matched with the record here. */
  regexSource(node: Expression): Code<string> {
    if (node.kind === "regex") {
      this.#checkRegex(node.source);
      return plain(() => node.source);
    }
    if (node.kind === "group" && node.items.length === 1 && node.items[0]) return this.regexSource(node.items[0]);
    return this.text(node);
  }

  #only(items: readonly Expression[]): Expression {
    const [only, second] = items;
    if (only === undefined || second !== undefined) throw new ProgramError([`${this.runtime.place}: syntax error`]);
    return only;
  }

  #key(subscripts: readonly Expression[]): Code<string> {
    const [only] = subscripts;
    if (only && subscripts.length === 1) return this.text(only);
    const { runtime } = this;
    return map(all(subscripts.map((one) => this.text(one))), (texts) => texts.join(runtime.subsep));
  }

  key(subscripts: readonly Expression[]): Code<string> {
    return this.#key(subscripts);
  }

  #matchRecord(source: string): Code<boolean> {
    const { fields, regexes } = this.runtime;
    this.#checkRegex(source);
    return plain(() => regexes.of(source).test(fields.recordText));
  }

  /** What is wrong between slashes is told before the program runs. @throws ProgramError */
  #checkRegex(source: string): void {
    try {
      this.runtime.regexes.of(source);
    } catch (error) {
      if (!(error instanceof AwkError)) throw error;
      throw new ProgramError([`${this.runtime.place}: error: ${error.message.replace("invalid regexp: ", "")}`]);
    }
  }

  #match(text: Expression, regex: Expression, isNegated: boolean): Code<boolean> {
    const { regexes } = this.runtime;
    return both(
      this.text(text),
      this.regexSource(regex),
      (subject, source) => regexes.of(source).test(subject) !== isNegated,
    );
  }

  #logical(operator: "&&" | "||", left: Code<boolean>, right: Code<boolean>): Code<boolean> {
    const decides = operator === "||";
    if (left.waits || right.waits)
      return waiting(function* (frame) {
        return (yield* stepsOf(left, frame)) === decides ? decides : yield* stepsOf(right, frame);
      });
    const [runLeft, runRight] = [left.run, right.run];
    return plain((frame) => (runLeft(frame) === decides ? decides : runRight(frame)));
  }

  #conditional(test: Code<boolean>, then: Code<Value>, otherwise: Code<Value>): Code<Value> {
    if (test.waits || then.waits || otherwise.waits)
      return waiting(function* (frame) {
        return yield* stepsOf((yield* stepsOf(test, frame)) ? then : otherwise, frame);
      });
    const [runTest, runThen, runOtherwise] = [test.run, then.run, otherwise.run];
    return plain((frame) => (runTest(frame) ? runThen(frame) : runOtherwise(frame)));
  }

  #unary(operator: "!" | "-" | "+", operand: Expression): Code<Value> {
    if (operator === "!") return map(this.test(operand), (value) => Number(!value));
    return map(this.number(operand), operator === "-" ? (value) => (value === 0 ? 0 : -value) : (value) => value);
  }

  #concatenation(parts: readonly Expression[]): Code<Value> {
    const [first, second, third] = parts;
    if (first && second && !third) return both(this.text(first), this.text(second), (left, right) => left + right);
    return map(all(parts.map((part) => this.text(part))), (texts) => texts.join(""));
  }

  #assign({ target, operator, value }: Extract<Expression, { kind: "assign" }>): Code<Value> {
    const place = this.place(target);
    if (operator === undefined) return place.set(this.value(value));
    const apply = assigning(operator);
    return place.update(this.number(value), (old, operand) => apply(toNumber(old), operand), "new");
  }

  #increment(target: Target, by: number, isPrefix: boolean): Code<Value> {
    const updated = this.place(target).update(
      plain(() => by),
      (old, step) => toNumber(old) + step,
      isPrefix ? "new" : "old",
    );
    return isPrefix ? updated : map(updated, toNumber);
  }

  /** Nobody minds as long as it isn't called. */
  #undefinedCall(name: string): Code<Value> {
    return plain(() => {
      throw new AwkError(`function \`${name}' not defined`);
    });
  }

  #call(node: CallNode): Code<Value> {
    const { functions, runtime } = this;
    if (node.isIndirect) return this.#indirectCall(node);
    const callee = functions.get(node.name);
    if (!callee) return this.#undefinedCall(node.name);
    const { parameters } = callee.node;
    if (node.args.length > parameters.length)
      throw new ProgramError(
        [`${runtime.place}: fatal: function \`${node.name}' called with more arguments than declared`],
        2,
      );
    const frames = map(all(node.args.map((arg, at) => this.#argument(arg, callee.arrays[at] === true))), (values) => {
      const frame: Frame = values;
      while (frame.length < parameters.length) frame.push(undefined);
      return frame;
    });
    return this.#invoke(frames, callee);
  }

  #invoke(frames: Code<Frame>, callee: UserFunction): Code<Value> {
    const { environment, runtime } = this;
    const end = (completion: number): Value => {
      if (completion === NEXT) throw new Jump("next");
      if (completion === NEXT_FILE) throw new Jump("nextfile");
      if (completion === EXIT) throw new Jump("exit");
      const value = environment.returned;
      environment.returned = undefined;
      return value;
    };
    if (!callee.waits && !frames.waits) {
      const { run } = frames;
      return plain((frame) => {
        const inner = run(frame);
        const body = callee.body;
        if (!body || body.waits) throw new Error("a function that waits is called by one that can't");
        return end(body.run(inner));
      });
    }
    return waiting(function* (frame) {
      const inner = yield* stepsOf(frames, frame);
      if (runtime.isDue()) yield* runtime.pause();
      return end(callee.body ? yield* stepsOf(callee.body, inner) : 0);
    });
  }

  #indirectCall(node: CallNode): Code<Value> {
    const name = this.text({ kind: "name", name: node.name });
    const calls = new Map<string, Code<Value>>();
    return waiting(
      function* (this: ExpressionCompiler, frame: Frame) {
        const called = yield* stepsOf(name, frame);
        let call = calls.get(called);
        if (!call) {
          call = this.#callOf(called, node);
          calls.set(called, call);
        }
        return yield* stepsOf(call, frame);
      }.bind(this),
    );
  }

  /** @throws AwkError */
  #callOf(called: string, node: CallNode): Code<Value> {
    if (this.functions.has(called)) return this.#call({ ...node, name: called, isIndirect: false });
    const counts = ARGUMENT_COUNTS[called];
    if (!counts) throw new AwkError(`\`${called}' is not a function, so it cannot be called indirectly`);
    const { args } = node;
    if ((called === "sub" || called === "gsub") && args.length !== 2)
      throw new AwkError(`${called}: can be called indirectly only with two arguments`);
    if (args.length < counts[0] || args.length > counts[1])
      throw new AwkError(`${called}: called with ${args.length} arguments`);
    return compileBuiltin(this, { kind: "builtin", name: called, args });
  }

  get functions(): ReadonlyMap<string, UserFunction> {
    return this.environment.functions;
  }

  /** What is nothing yet and has to be an array becomes one; a value is passed as it is, and refused where it is used. */
  #argument(node: Expression, isArray: boolean): Code<Held> {
    const held = this.held(node);
    if (!isArray || (node.kind !== "name" && node.kind !== "element")) return held;
    const array = this.array(node);
    if (held.waits || array.waits)
      return waiting(function* (frame) {
        return (yield* stepsOf(held, frame)) ?? (yield* stepsOf(array, frame));
      });
    const [runHeld, runArray] = [held.run, array.run];
    return plain((frame) => runHeld(frame) ?? runArray(frame));
  }
}

function nameOf(node: ArrayNode): string {
  return node.kind === "name" ? node.name : nameOf(node.array);
}
