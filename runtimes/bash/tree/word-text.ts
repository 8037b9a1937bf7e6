import type { Command, Redirection, TestExpression, Word } from "unbash";

/** A word as it was written, but for `$'…'`, which bash replaces while it reads. */
export function wordText(word: Word): string {
  const parts = word.parts;
  if (!parts?.some((part) => part.type === "AnsiCQuoted")) return word.text;
  return parts
    .map((part) => (part.type === "AnsiCQuoted" ? `'${part.value.replaceAll("'", "'\\''")}'` : part.text))
    .join("");
}

/** The words of a simple command, without its redirections. */
export function commandText(node: Command): string {
  const words: string[] = [];
  for (const each of node.prefix) if (each.type === "Assignment") words.push(each.text);
  if (node.name) words.push(wordText(node.name));
  for (const each of node.args) words.push(each.type === "Assignment" ? each.text : wordText(each));
  return words.join(" ");
}

export function redirectText(node: Redirection): string {
  const descriptor =
    node.descriptor === undefined
      ? ""
      : node.descriptor.type === "FileDescriptor"
        ? String(node.descriptor.value)
        : `{${node.descriptor.name}}`;
  if (node.type === "HereDoc") return `${descriptor}${node.operator}${node.delimiter?.text ?? ""}`;
  const target = node.target ? wordText(node.target) : "";
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

export function testText(node: TestExpression): string {
  switch (node.type) {
    case "TestUnary":
      return `${node.operator} ${wordText(node.operand)}`;
    case "TestBinary":
      return `${wordText(node.left)} ${node.operator} ${wordText(node.right)}`;
    case "TestLogical":
      return node.operands.map(testText).join(` ${node.operator} `);
    case "TestNot":
      return `${"! ".repeat(node.negations.length)}${testText(node.operand)}`;
    case "TestGroup":
      return `( ${testText(node.expression)} )`;
  }
}
