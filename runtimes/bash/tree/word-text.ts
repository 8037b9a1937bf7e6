import {
  type Assignment,
  forEachChild,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
  type TestExpression,
  type Word,
} from "unbash";

/** How `$(…)` is written in a word. */
export type SubstitutionText = (script: ParsedScript) => string;

/** A word as it was written, but for `$'…'`, `$(…)` and `<(…)`, which bash reads and writes anew. */
export function wordText(word: Word, substitution: SubstitutionText): string {
  if (!/\$|[<>]\(/.test(word.text) || word.text.length !== word.end - word.pos) return word.text;
  let text = "";
  let done = word.pos;
  const visit = (node: SyntaxNode): void => {
    let replaced: string | undefined;
    if (node.type === "AnsiCQuoted") replaced = `'${node.value.replaceAll("'", "'\\''")}'`;
    else if (node.type === "CommandExpansion" && node.script?.source === undefined && node.text.startsWith("$("))
      replaced = node.script && `$(${substitution(node.script)})`;
    else if (node.type === "ProcessSubstitution" && node.script?.source === undefined)
      replaced = node.script && `${node.operator}(${substitution(node.script)})`;
    if (replaced === undefined || !("pos" in node)) {
      forEachChild(node, visit);
      return;
    }
    text += word.text.slice(done - word.pos, node.pos - word.pos) + replaced;
    done = node.end;
  };
  forEachChild(word, visit);
  return text + word.text.slice(done - word.pos);
}

/** `a=1`, `a+=(1 2)` */
export function assignmentText(node: Assignment, substitution: SubstitutionText): string {
  const { value } = node;
  const start = node.text.slice(0, value.pos - node.pos);
  if (value.type === "Word") return start + wordText(value, substitution);
  return `${start}(${value.elements.map((each) => wordText(each, substitution)).join(" ")})`;
}

export function redirectText(node: Redirection, substitution: SubstitutionText): string {
  const descriptor =
    node.descriptor === undefined
      ? ""
      : node.descriptor.type === "FileDescriptor"
        ? String(node.descriptor.value)
        : `{${node.descriptor.name}}`;
  if (node.type === "HereDoc") return `${descriptor}${node.operator}${node.delimiter?.text ?? ""}`;
  const target = node.target ? wordText(node.target, substitution) : "";
  if (node.type === "HereString") return `${descriptor}<<< ${target}`;
  switch (node.operator) {
    case "<&":
      return `${descriptor || "0"}<&${target}`;
    case ">&":
      return `${descriptor || "1"}>&${target}`;
    case "<>":
      return `${descriptor || "0"}<> ${target}`;
    default:
      return `${descriptor}${node.operator} ${target}`;
  }
}

export function testText(node: TestExpression, substitution: SubstitutionText): string {
  switch (node.type) {
    case "TestUnary":
      return `${node.operator} ${wordText(node.operand, substitution)}`;
    case "TestBinary":
      return `${wordText(node.left, substitution)} ${node.operator} ${wordText(node.right, substitution)}`;
    case "TestLogical":
      return node.operands.map((each) => testText(each, substitution)).join(` ${node.operator} `);
    case "TestNot":
      return `${"! ".repeat(node.negations.length)}${testText(node.operand, substitution)}`;
    case "TestGroup":
      return `( ${testText(node.expression, substitution)} )`;
  }
}
