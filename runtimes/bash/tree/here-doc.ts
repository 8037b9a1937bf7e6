import type { HereDoc, WordPart } from "unbash";

/** The body of a here-document whose delimiter is quoted: what is read, without the tabs that `<<-` leaves out. */
export function literalBody(node: HereDoc): string {
  const text = endsUnfinished(node) ? `${node.body.text}\n` : node.body.text;
  return node.operator === "<<-" ? withoutTabs(text, true) : text;
}

/** What is to be expanded of a here-document's body. Backslashes are still in it. */
export function expandedParts(node: HereDoc): readonly WordPart[] {
  const { body } = node;
  const parts: WordPart[] = body.parts ? [...body.parts] : [literal(node, body.text)];
  if (endsUnfinished(node)) parts.push(literal(node, "\n"));
  if (node.operator === "<<") return parts;
  let startsLine = true;
  return parts.map((part) => {
    const wasStart = startsLine;
    startsLine = false;
    if (part.type !== "Literal") return part;
    startsLine = part.text.endsWith("\n");
    return { ...part, text: withoutTabs(part.text, wasStart), value: withoutTabs(part.value, wasStart) };
  });
}

function withoutTabs(text: string, startsLine: boolean): string {
  const lines = text.split("\n");
  return lines.map((line, at) => (at > 0 || startsLine ? line.replace(/^\t+/, "") : line)).join("\n");
}

/** The text may end in the middle of the last line, which is a line all the same. */
function endsUnfinished({ body }: HereDoc): boolean {
  return body.text !== "" && !body.text.endsWith("\n");
}

function literal({ body }: HereDoc, text: string): WordPart {
  return { type: "Literal", pos: body.pos, end: body.end, value: text, text };
}
