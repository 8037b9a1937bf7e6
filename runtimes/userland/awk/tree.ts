/* What a program is after it has been read. */

export interface NameNode {
  readonly kind: "name";
  readonly name: string;
}

/** `a[i, j]`, or `a[i][j]` where the array is itself an element. */
export interface ElementNode {
  readonly kind: "element";
  readonly array: ArrayNode;
  readonly subscripts: readonly Expression[];
}

export type ArrayNode = NameNode | ElementNode;

export interface FieldNode {
  readonly kind: "field";
  readonly index: Expression;
}

/** What can be assigned to. */
export type Target = NameNode | ElementNode | FieldNode;

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "^";
export type ComparisonOperator = "<" | "<=" | "==" | "!=" | ">" | ">=";

export interface CallNode {
  readonly kind: "call";
  readonly name: string;
  /** `@f(x)`: the name of the function is the value of a variable. */
  readonly isIndirect: boolean;
  readonly args: readonly Expression[];
  readonly line: number;
}

export interface BuiltinNode {
  readonly kind: "builtin";
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface GetlineNode {
  readonly kind: "getline";
  readonly from: "input" | "file" | "command" | "coprocess";
  readonly source: Expression | undefined;
  readonly target: Target | undefined;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "regex"; readonly source: string; readonly isTyped: boolean }
  | Target
  | { readonly kind: "unary"; readonly operator: "!" | "-" | "+"; readonly operand: Expression }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "comparison";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "concatenation"; readonly parts: readonly Expression[] }
  | { readonly kind: "match"; readonly isNegated: boolean; readonly text: Expression; readonly regex: Expression }
  | { readonly kind: "logical"; readonly operator: "&&" | "||"; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: "in"; readonly subscripts: readonly Expression[]; readonly array: ArrayNode }
  | {
      readonly kind: "assign";
      readonly operator: ArithmeticOperator | undefined;
      readonly target: Target;
      readonly value: Expression;
    }
  | { readonly kind: "increment"; readonly isPrefix: boolean; readonly by: 1 | -1; readonly target: Target }
  | CallNode
  | BuiltinNode
  | GetlineNode
  /** In parentheses; several make sense only before `in` and in `print`. */
  | { readonly kind: "group"; readonly items: readonly Expression[] };

export interface Redirection {
  readonly kind: ">" | ">>" | "|" | "|&";
  readonly to: Expression;
}

export interface SwitchCase {
  /** Nothing: `default`. */
  readonly test: Expression | undefined;
  readonly body: readonly Statement[];
}

export type Statement = { readonly line: number } & (
  | { readonly kind: "block"; readonly body: readonly Statement[] }
  | { readonly kind: "expression"; readonly expression: Expression }
  | {
      readonly kind: "print";
      readonly args: readonly Expression[];
      readonly isFormatted: boolean;
      readonly redirection: Redirection | undefined;
    }
  | {
      readonly kind: "if";
      readonly test: Expression;
      readonly then: Statement;
      readonly otherwise: Statement | undefined;
    }
  | {
      readonly kind: "loop";
      readonly first: Statement | undefined;
      readonly test: Expression | undefined;
      readonly next: Statement | undefined;
      readonly body: Statement;
      readonly isTestedLast: boolean;
    }
  | { readonly kind: "for-in"; readonly name: NameNode; readonly array: ArrayNode; readonly body: Statement }
  | { readonly kind: "switch"; readonly value: Expression; readonly cases: readonly SwitchCase[] }
  | { readonly kind: "break" | "continue" | "next" | "nextfile" }
  | { readonly kind: "exit"; readonly value: Expression | undefined }
  | { readonly kind: "return"; readonly value: Expression | undefined }
  | { readonly kind: "delete"; readonly array: ArrayNode; readonly subscripts: readonly Expression[] | undefined }
);

export type Pattern =
  | { readonly kind: "begin" | "end" | "beginfile" | "endfile" | "always" }
  | { readonly kind: "test"; readonly test: Expression }
  | { readonly kind: "range"; readonly first: Expression; readonly last: Expression };

export interface Rule {
  readonly pattern: Pattern;
  /** Nothing: `{ print }`. */
  readonly body: Statement | undefined;
  readonly line: number;
  /** What messages call the text it is in. */
  readonly sourceName: string;
}

export interface FunctionNode {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Statement;
  readonly sourceName: string;
}

export interface ProgramTree {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, FunctionNode>;
}
