import { isScalar, isSeq, type Node, Pair, YAMLMap } from "yaml";
import { calculate } from "./arithmetic.ts";
import { ATTRIBUTES } from "./attributes.ts";
import type { Evaluator, Surroundings, Variables } from "./calls.ts";
import { descendants } from "./descendants.ts";
import { ExpressionError } from "./expression-error.ts";
import { FUNCTIONS } from "./functions.ts";
import type { Match } from "./match.ts";
import { copyOf, isNull, isTrue, replacementFor, scalarOf, seqOf, textOf } from "./nodes.ts";
import type { Expression } from "./syntax.ts";
import { FORMATS } from "./text-functions.ts";
import { yamlText } from "./yaml-text.ts";

/** What expressions find, and do to, the documents they are applied to. */
export class Evaluation implements Evaluator {
  readonly surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  /** @throws ExpressionError */
  evaluate(expression: Expression, inputs: readonly Match[], variables: Variables): Match[] {
    switch (expression.kind) {
      case "self":
        return [...inputs];
      case "key": {
        const { of, key, isOptional } = expression;
        return this.evaluate(of, inputs, variables).flatMap((match) =>
          isOptional && isSeq(match.real) ? [] : match.children(key),
        );
      }
      case "each":
        return this.evaluate(expression.of, inputs, variables).flatMap(({ values }) => values);
      case "index":
        return inputs.flatMap((input) => this.#indexed(expression, input, variables));
      case "slice":
        return inputs.flatMap((input) => this.#slices(expression, input, variables));
      case "descend":
        return inputs.flatMap((input) => [...descendants(input, expression.withKeys)]);
      case "literal": {
        const { value, source } = expression;
        return each(inputs, () => scalarOf(value, typeof value === "number" ? source : undefined));
      }
      case "text":
        return each(inputs, (input) => scalarOf(this.#text(expression.parts, input, variables)));
      case "variable": {
        const bound = variables.get(expression.name);
        if (!bound) throw new ExpressionError(`variable ${expression.name} not defined`);
        return [...bound];
      }
      case "array":
        return this.#array(expression.content, inputs, variables);
      case "object":
        return inputs.flatMap((input) => this.#objects(expression, input, variables));
      case "pipe":
        return this.evaluate(expression.right, this.evaluate(expression.left, inputs, variables), variables);
      case "bind":
        return inputs.flatMap((input) =>
          this.evaluate(expression.source, [input], variables).flatMap((bound) =>
            this.evaluate(expression.body, [input], new Map([...variables, [expression.name, [bound]]])),
          ),
        );
      case "reduce":
        return this.#reduce(expression, inputs, variables);
      case "binary":
        return this.#binary(expression, inputs, variables);
      case "assign":
        return this.#assign(expression, inputs, variables);
      case "attribute":
        return this.#assignAttribute(expression, inputs, variables);
      case "call": {
        const run = Object.hasOwn(FUNCTIONS, expression.name) ? FUNCTIONS[expression.name] : undefined;
        if (!run) throw new ExpressionError(`1:1: invalid input text ${JSON.stringify(expression.name)}`);
        return run({ evaluation: this, args: expression.args, inputs, variables });
      }
      case "format": {
        const run = Object.hasOwn(FORMATS, expression.name) ? FORMATS[expression.name] : undefined;
        if (!run) throw new ExpressionError(`1:1: invalid input text ${JSON.stringify(`@${expression.name}`)}`);
        return each(inputs, (input) => run(input));
      }
    }
  }

  #indexed({ of, index }: Expression & { kind: "index" }, input: Match, variables: Variables): Match[] {
    const indices = this.evaluate(index, [input], variables).map(({ node }) => node);
    return this.evaluate(of, [input], variables).flatMap((match) =>
      indices.flatMap((node) => {
        if (isScalar(node) && typeof node.value === "number") return [match.item(node.value)];
        return match.children(textOf(node));
      }),
    );
  }

  #slices({ of, from, to }: Expression & { kind: "slice" }, input: Match, variables: Variables): Match[] {
    const bound = (expression: Expression | undefined): number | undefined => {
      const [match] = expression ? this.evaluate(expression, [input], variables) : [];
      return match ? Number(textOf(match.node)) : undefined;
    };
    const [start, end] = [bound(from) ?? 0, bound(to)];
    return this.evaluate(of, [input], variables).map((match) => {
      const { real } = match;
      if (isSeq(real)) return match.withNode(seqOf((real.items as Node[]).slice(start, end).map(copyOf)));
      return match.withNode(isNull(real) ? scalarOf(null) : scalarOf([...textOf(real)].slice(start, end).join("")));
    });
  }

  #text(parts: readonly (string | Expression)[], input: Match, variables: Variables): string {
    const texts = parts.map((part) => {
      if (typeof part === "string") return part;
      const [match] = this.evaluate(part, [input], variables);
      if (!match) return "";
      return isScalar(match.real) ? textOf(match.real) : yamlText(match.real, 2).replace(/\n$/, "");
    });
    return texts.join("");
  }

  #array(content: Expression | undefined, inputs: readonly Match[], variables: Variables): Match[] {
    return groupsOf(inputs).flatMap((group) => {
      const items = content ? this.evaluate(content, group, variables) : [];
      return group[0]?.withNode(seqOf(items.map(({ node }) => copyOf(node)))) ?? [];
    });
  }

  #objects({ entries }: Expression & { kind: "object" }, input: Match, variables: Variables): Match[] {
    let objects = [new YAMLMap<Node, Node>()];
    for (const { key, value } of entries) {
      const keys = this.evaluate(key, [input], variables);
      const values = this.evaluate(value, [input], variables);
      objects = objects.flatMap((object) =>
        keys.flatMap((keyMatch) =>
          values.map((valueMatch) => {
            const larger = copyOf(object);
            const entry = new Pair<Node, Node>(copyOf(keyMatch.node), copyOf(valueMatch.node));
            larger.items.push(entry);
            return larger;
          }),
        ),
      );
    }
    return objects.map((object) => input.withNode(object));
  }

  #reduce(
    { source, name, start, step }: Expression & { kind: "reduce" },
    inputs: readonly Match[],
    variables: Variables,
  ): Match[] {
    const [first] = inputs;
    if (!first) return [];
    let state = this.evaluate(start, [first], variables);
    for (const item of this.evaluate(source, inputs, variables))
      state = this.evaluate(step, state, new Map([...variables, [name, [item]]]));
    return state;
  }

  #binary(expression: Expression & { kind: "binary" }, inputs: readonly Match[], variables: Variables): Match[] {
    const { operator, left, right } = expression;
    if (operator === ",")
      return [...this.evaluate(left, inputs, variables), ...this.evaluate(right, inputs, variables)];
    return groupsOf(inputs).flatMap((group) => {
      const [input] = group;
      if (!input) return [];
      const lefts = this.evaluate(left, group, variables);
      if (operator === "//") {
        const found = lefts.filter(({ real }) => isTrue(real));
        return found.length > 0 ? found : this.evaluate(right, group, variables);
      }
      if (operator === "and" || operator === "or")
        return (lefts.length > 0 ? lefts : [input.withNode(scalarOf(null))]).flatMap((match) => {
          const decides = isTrue(match.real) === (operator === "or");
          if (decides) return [input.withNode(scalarOf(operator === "or"))];
          const rights = this.evaluate(right, group, variables);
          return rights.map(({ real }) => input.withNode(scalarOf(isTrue(real))));
        });
      const rights = this.evaluate(right, group, variables);
      return lefts.flatMap((a) => rights.map((b) => a.withNode(calculate(operator, a.real, b.real))));
    });
  }

  #assign(expression: Expression & { kind: "assign" }, inputs: readonly Match[], variables: Variables): Match[] {
    const { operator, left, right } = expression;
    const isUpdate = operator === "|=";
    // What is assigned is the same everywhere: the first that is found in all of the input.
    const [common] = isUpdate ? [] : this.evaluate(right, inputs, variables);
    for (const target of this.evaluate(left, inputs, variables)) {
      const value = isUpdate ? this.evaluate(right, [target], variables)[0] : common;
      if (value) target.replace(this.#assigned(operator, target, value));
    }
    return [...inputs];
  }

  #assigned(operator: string, { node, real }: Match, value: Match): Node {
    if (operator === "|=") return replacementFor(node, value.node, value.parent === undefined && value.node !== node);
    if (operator === "=") return replacementFor(node, value.node);
    if (operator === "//=") return isTrue(real) ? node : replacementFor(node, value.node);
    return replacementFor(node, calculate(operator.slice(0, -1), real, value.real), true);
  }

  #assignAttribute(
    { name, isUpdate, left, right }: Expression & { kind: "attribute" },
    inputs: readonly Match[],
    variables: Variables,
  ): Match[] {
    for (const input of inputs) {
      for (const target of this.evaluate(left, [input], variables)) {
        const [value] = this.evaluate(right, [isUpdate ? target : input], variables);
        ATTRIBUTES[name]?.(target.node, value ? textOf(value.real) : "", target);
      }
    }
    return [...inputs];
  }
}

/** With eval-all, what is of one document meets what is of another; otherwise each input is by itself. */
function groupsOf(inputs: readonly Match[]): (readonly Match[])[] {
  const areTogether = inputs.length > 1 && inputs.every(({ source, parent }) => source.isTogether && !parent);
  return areTogether ? [inputs] : inputs.map((input) => [input]);
}

function each(inputs: readonly Match[], make: (input: Match) => Node): Match[] {
  return inputs.map((input) => input.withNode(make(input)));
}
