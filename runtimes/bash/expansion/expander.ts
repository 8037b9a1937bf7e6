import { isName } from "../state/names.ts";
import { VariableError } from "../state/variables.ts";
import { type ArithmeticHost, evaluateNow } from "./arithmetic-evaluate.ts";
import { compileDocument } from "./compile.ts";
import type { ExpansionContext } from "./context.ts";
import { emit } from "./emit.ts";
import { ExpansionError } from "./expansion-error.ts";
import { type FieldSeparators, Fields, separatorsOf } from "./fields.ts";
import { findParameter, indirectOf, isAll } from "./find-parameter.ts";
import { homeOfTilde } from "./home.ts";
import type { Integer } from "./integers.ts";
import { badSubstitution, type OperandExpander, operate } from "./operations.ts";
import * as operators from "./operators.ts";
import { elementValues, type Found, refuseUnset } from "./parameter-value.ts";
import { compilePattern, type Pattern, quotePattern } from "./pattern.ts";
import type { Operation, Parameter, Piece } from "./pieces.ts";
import { runNow, type Steps, waitFor } from "./steps.ts";
import { countOf, isEmpty, isSet, keysOf, textValue, type Values } from "./values.ts";

/** Expands pieces of words in a context: all but braces and path names. */
export class Expander implements ArithmeticHost, OperandExpander {
  readonly context: ExpansionContext;
  #separators: FieldSeparators | undefined;
  #ifs: string | undefined;
  /** Whether `"$@"` had nothing to give in the quotes that are expanded. */
  #hasEmptyList = false;
  /** Whether something in the quotes makes an empty field all the same. */
  #keepsEmpty = false;
  /** In the operand of `${x:-…}` the elements of `$@` are one text before they are split. */
  #operandDepth = 0;

  constructor(context: ExpansionContext) {
    this.context = context;
  }

  get variables(): ExpansionContext["variables"] {
    return this.context.variables;
  }
  get options(): ExpansionContext["options"] {
    return this.context.options;
  }
  get parsed(): ExpansionContext["parsed"] {
    return this.context.parsed;
  }

  get separators(): FieldSeparators {
    const ifs = this.context.variables.text("IFS");
    if (this.#separators === undefined || ifs !== this.#ifs) {
      this.#separators = separatorsOf(ifs);
      this.#ifs = ifs;
    }
    return this.#separators;
  }

  *pieces(pieces: readonly Piece[], out: Fields): Steps<void> {
    for (const piece of pieces) {
      switch (piece.kind) {
        case "text":
          if (piece.isQuoted) out.quoted(piece.text);
          else if (piece.isSplit) out.split(piece.text, this.separators);
          else out.literal(piece.text);
          break;
        case "quotes":
          yield* this.#quotes(piece.pieces, out);
          break;
        case "parameter":
          yield* this.#parameter(piece.parameter, piece.isQuoted, out);
          break;
        case "command": {
          const text = piece.script ? yield* waitFor(this.context.commandSubstitution(piece.script)) : "";
          this.#emit(textValue(text), piece.isQuoted, out);
          break;
        }
        case "arithmetic":
          this.#emit(textValue(String(yield* this.arithmetic(piece.text))), piece.isQuoted, out);
          break;
        case "process":
          if (piece.script) out.literal(yield* waitFor(this.context.processSubstitution(piece.script, piece.operator)));
          break;
        case "tilde": {
          const home = homeOfTilde(piece.user, this.context);
          if (home === undefined) out.literal(`~${piece.user}`);
          else out.quoted(home);
        }
      }
    }
  }

  /** Empty quotes make an empty field, unless it is an empty `"$@"` that leaves them empty. */
  *#quotes(pieces: readonly Piece[], out: Fields): Steps<void> {
    const mark = out.mark();
    const [isWithin, keptWithin] = [this.#hasEmptyList, this.#keepsEmpty];
    this.#hasEmptyList = false;
    this.#keepsEmpty = false;
    yield* this.pieces(pieces, out);
    const isNothing = this.#hasEmptyList && !this.#keepsEmpty;
    this.#hasEmptyList = isWithin;
    this.#keepsEmpty = keptWithin;
    if (!out.isAsAt(mark)) return;
    if (isNothing) out.forgetEmpty(mark);
    else out.quoted("");
  }

  /** All of it as one text, which is not split. */
  *text(pieces: readonly Piece[]): Steps<string> {
    const out = new Fields(false);
    yield* this.pieces(pieces, out);
    return out.text;
  }

  *pattern(
    pieces: readonly Piece[],
    ignoreCase: boolean = this.options.shopt.nocasematch,
    extglob: boolean = this.options.shopt.extglob,
  ): Steps<Pattern> {
    const out = new Fields(false, quotePattern);
    yield* this.pieces(pieces, out);
    return compilePattern(out.pattern, { extglob, ignoreCase });
  }

  /** Expands a text as in double quotes, and evaluates it. */
  *arithmetic(text: string): Steps<Integer> {
    return evaluateNow(yield* this.expression(text), this);
  }

  /** The text of an expression, expanded as in double quotes. */
  *expression(text: string): Steps<string> {
    if (!/[$`"\\]/.test(text)) return text;
    const pieces = this.parsed.quoted(text, compileDocument);
    const out = new Fields(false);
    for (const piece of pieces) {
      if (piece.kind === "text") out.quoted(piece.text.replaceAll('"', ""));
      else yield* this.pieces([piece], out);
    }
    return out.text;
  }

  warn(message: string): void {
    // Nothing in arithmetic can wait; what ends the process meanwhile is found at its next step.
    this.context.warn(message).catch(() => undefined);
  }

  expandKey(text: string): string {
    return runNow(this.text(this.parsed.key(text)));
  }

  *#parameter(parameter: Parameter, isQuoted: boolean, out: Fields): Steps<void> {
    const { operation, prefix } = parameter;
    const isLetterCaseOfCount = parameter.name === "#" && operation?.kind === "case";
    if (operation?.kind === "bad" || parameter.name === "" || isLetterCaseOfCount) throw badSubstitution(parameter);
    if (operation?.kind === "names") {
      const items = this.variables.names.filter((name) => name.startsWith(parameter.name));
      this.#emit({ kind: "list", items, isJoined: operation.isJoined }, isQuoted, out);
      return;
    }
    if (prefix === "#" && operation === undefined && isAll(parameter.index) && isName(parameter.name)) {
      const value = this.variables.get(parameter.name)?.value;
      if (value?.kind !== "indexed" && value?.kind !== "associative") refuseUnset(parameter.name, this.context, 1);
      this.#emit(textValue(String(countOf(value))), isQuoted, out);
      return;
    }
    let found = yield* findParameter(parameter, this);
    if (prefix === "#") {
      this.#emit(textValue(this.#length(found)), isQuoted, out);
      return;
    }
    if (prefix === "!") {
      if (found.subscript.kind === "all" && operation === undefined) {
        const items = keysOf(this.variables.get(found.name)?.value);
        this.#emit({ kind: "list", items, isJoined: found.subscript.isJoined }, isQuoted, out);
        return;
      }
      const target = yield* indirectOf(found, operation, this);
      if (typeof target === "string") {
        this.#emit(textValue(target), isQuoted, out);
        return;
      }
      found = target;
    }
    if (operation === undefined) {
      if (!isSet(found.values) && found.values.kind === "text") refuseUnset(found.label, this.context);
      this.#emit(found.values, isQuoted, out);
    } else if (operation.kind === "default") yield* this.#default(found, operation, isQuoted, out);
    else {
      if (operation.kind === "replace" && found.values.kind === "text" && found.values.text === "")
        this.#keepsEmpty = true;
      if (!isSet(found.values) && found.values.kind === "text") refuseUnset(found.label, this.context);
      this.#emit(yield* operate(found, operation, parameter, out.isSplitting, this), isQuoted, out);
    }
  }

  #length(found: Found): string {
    if (found.values.kind === "list") return String(found.values.items.length);
    const kind = this.variables.get(found.name)?.value.kind;
    const isElement = found.subscript.kind !== "none";
    if (isElement ? kind !== "indexed" && kind !== "associative" : found.values.text === undefined)
      refuseUnset(found.name, this.context, isElement ? 1 : 127);
    return String(operators.lengthOf(found.values.text ?? ""));
  }

  *#default(found: Found, operation: Operation & { kind: "default" }, isQuoted: boolean, out: Fields): Steps<void> {
    const { values } = found;
    const isThere = operation.isEmptyToo ? !isEmpty(values) : isSet(values);
    if (operation.operator === "+") {
      if (isThere) yield* this.#operand(operation.operand, isQuoted, out);
      else if (isQuoted && values.kind === "list" && !values.isJoined) this.#hasEmptyList = true;
      else if (isQuoted) out.quoted("");
      return;
    }
    if (isThere) {
      this.#emit(values, isQuoted, out);
      return;
    }
    if (operation.operator === "-") {
      yield* this.#operand(operation.operand, isQuoted, out);
      return;
    }
    const text = yield* this.text(operation.operand);
    if (operation.operator === "?") {
      const message =
        operation.operand.length > 0 ? text : `parameter ${operation.isEmptyToo ? "null or not set" : "not set"}`;
      throw new ExpansionError(`${found.label}: ${message}`, "shell", 127);
    }
    this.#assign(found, text);
    this.#emit(elementValues(found.name, found.subscript, this.context), isQuoted, out);
  }

  *#operand(pieces: readonly Piece[], isQuoted: boolean, out: Fields): Steps<void> {
    const hadEmptyList = this.#hasEmptyList;
    this.#hasEmptyList = false;
    this.#operandDepth++;
    yield* this.pieces(pieces, out);
    this.#operandDepth--;
    if (isQuoted && this.#hasEmptyList) this.#keepsEmpty = true;
    this.#hasEmptyList ||= hadEmptyList;
  }

  #assign(found: Found, text: string): void {
    const { name, subscript } = found;
    if (!isName(name)) throw new ExpansionError(`$${name}: cannot assign in this way`);
    try {
      if (subscript.kind === "none") this.variables.assign(name, text);
      else if (subscript.kind === "all") throw new VariableError(found.label, "bad array subscript");
      else this.variables.assignElement(name, subscript, text);
    } catch (error) {
      if (error instanceof VariableError) throw new ExpansionError(`${error.variable}: ${error.message}`);
      throw error;
    }
  }

  #emit(values: Values, isQuoted: boolean, out: Fields): void {
    const isOneText = this.#operandDepth > 0 && !isQuoted && this.separators.all !== "";
    if (isOneText && values.kind === "list" && !values.isJoined) out.split(values.items.join(" "), this.separators);
    else if (!emit(values, isQuoted, out, this.separators)) this.#hasEmptyList = true;
  }
}
