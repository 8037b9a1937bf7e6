import type { ExpansionError } from "./expansion-error.ts";
import type { Integer } from "./integers.ts";

export type BinaryOperator =
  | "*"
  | "/"
  | "%"
  | "**"
  | "+"
  | "-"
  | "<<"
  | ">>"
  | "<"
  | ">"
  | "<="
  | ">="
  | "=="
  | "!="
  | "&"
  | "^"
  | "|";

/** A variable, or an element: `subscript` is the text between the brackets. */
export interface Lvalue {
  readonly kind: "variable";
  readonly name: string;
  readonly subscript: string | undefined;
  /** Where it stands, for messages. */
  readonly at: number;
  /** `=` follows, and so bash does not look at its value. */
  readonly isTarget: boolean;
}

export type ArithmeticNode =
  | { readonly kind: "number"; readonly value: Integer }
  | Lvalue
  | { readonly kind: "unary"; readonly operator: "-" | "+" | "!" | "~"; readonly operand: ArithmeticNode }
  | { readonly kind: "step"; readonly target: Lvalue; readonly by: 1 | -1; readonly isPrefix: boolean }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: ArithmeticNode;
      readonly right: ArithmeticNode;
      /** Where the right side begins, for messages; of `**`, where it ends. */
      readonly rightAt: number;
    }
  | { readonly kind: "and" | "or"; readonly left: ArithmeticNode; readonly right: ArithmeticNode }
  | {
      readonly kind: "choice";
      readonly test: ArithmeticNode;
      readonly yes: ArithmeticNode;
      readonly no: ArithmeticNode;
    }
  | {
      readonly kind: "assign";
      readonly target: Lvalue;
      readonly operator: BinaryOperator | undefined;
      readonly value: ArithmeticNode;
      /** Where the token behind the value begins. */
      readonly endAt: number;
    }
  | { readonly kind: "comma"; readonly left: ArithmeticNode; readonly right: ArithmeticNode }
  /** A value before a name that does not belong there: the name is looked at, too, which may be the first error. */
  | { readonly kind: "lookahead"; readonly value: ArithmeticNode; readonly next: Lvalue }
  /** What is wrong, behind something that is evaluated first, as bash does, which evaluates while it reads. */
  | { readonly kind: "failure"; readonly error: ExpansionError };

/** A text that has been parsed; nothing in it is 0. */
export interface ParsedArithmetic {
  readonly text: string;
  readonly root: ArithmeticNode | undefined;
  /** What isn't evaluated is looked through, too: there is an error in it, or a `**`, whose exponent is always checked. */
  readonly isCheckedWhole: boolean;
}
