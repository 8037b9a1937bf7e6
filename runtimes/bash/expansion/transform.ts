import { ansiC } from "../escapes.ts";
import { quoteKey, quoteReusable, quoteValue } from "../quoting.ts";
import { capitalized, lower, upper } from "../state/letter-case.ts";
import { assignmentText, attributeLetters, keysAndValues, wholeAssignment } from "./attributes.ts";
import type { ExpansionContext } from "./context.ts";
import type { Found } from "./parameter-value.ts";
import { decodePrompt } from "./prompt.ts";
import { mapValues, NOTHING, textValue, type Values } from "./values.ts";

/** `${x@Q}` and the others; a prompt is not expanded yet. @returns nothing for a letter that is none */
export function transformed(found: Found, operator: string, context: ExpansionContext): Values | undefined {
  const { values } = found;
  switch (operator) {
    case "":
      return values;
    case "Q":
      return mapValues(values, quoteReusable);
    case "E":
      return mapValues(values, ansiC);
    case "U":
      return mapValues(values, upper);
    case "L":
      return mapValues(values, lower);
    case "u":
      return mapValues(values, (text) => upper(capitalized(text).slice(0, 1)) + text.slice(1));
    case "P":
      return mapValues(values, (text) => decodePrompt(text, context));
    case "A":
      return declaration(found, context);
    case "a":
      return letters(found, context);
    case "K":
    case "k":
      return pairs(found, operator === "k", context);
    default:
      return undefined;
  }
}

function declaration(found: Found, context: ExpansionContext): Values {
  const variable = context.variables.get(found.name);
  if (found.subscript.kind === "none" && found.values.kind === "list") {
    return {
      ...found.values,
      items: found.values.items.length > 0 ? ["set", "--", ...found.values.items.map(quoteReusable)] : [],
    };
  }
  if (!variable) return NOTHING;
  const name = context.variables.targetOf(found.name) ?? found.name;
  if (found.subscript.kind !== "all")
    return textValue(assignmentText(name, variable, found.values.kind === "text" ? found.values.text : undefined));
  const { isJoined } = found.subscript;
  return { kind: "list", items: wholeAssignment(name, variable), isJoined };
}

function letters(found: Found, context: ExpansionContext): Values {
  const variable = context.variables.get(found.name);
  if (!variable) return mapValues(found.values, () => "");
  const text = attributeLetters(variable);
  if (found.values.kind === "text") return textValue(text);
  if (found.values.items.length > 0) return mapValues(found.values, () => text);
  return variable.value.kind === "unset" ? textValue(text) : found.values;
}

function pairs(found: Found, isSplit: boolean, context: ExpansionContext): Values {
  const variable = context.variables.get(found.name);
  if (found.subscript.kind !== "all" || !variable) return mapValues(found.values, quoteReusable);
  const items = keysAndValues(variable);
  const { isJoined } = found.subscript;
  if (isSplit || items.length === 0)
    return { kind: "list", items: items.flatMap(({ key, text }) => [key, text]), isJoined };
  const isAssociative = variable.value.kind === "associative";
  const text = items.map(({ key, text }) => `${isAssociative ? quoteKey(key) : key} ${quoteValue(text)}`).join(" ");
  return { kind: "list", items: [isAssociative && items.length > 0 ? `${text} ` : text], isJoined };
}
