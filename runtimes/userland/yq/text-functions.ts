import { isScalar, type Node } from "yaml";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { firstText, type NodeFunction, onEach, onText } from "./calls.ts";
import { jsonText, rowText } from "./formats.ts";
import type { Match } from "./match.ts";
import { plainOf, scalarOf, seqOf, textOf } from "./nodes.ts";
import { REGEX_FUNCTIONS } from "./regex-functions.ts";
import { readYaml, yamlText } from "./yaml-text.ts";

const upper = onText((text) => scalarOf(text.toUpperCase()));

const lower = onText((text) => scalarOf(text.toLowerCase()));

const toText = onEach(({ real }) => scalarOf(isScalar(real) ? textOf(real) : yamlText(real, 2).replace(/\n$/, "")));

const toJson = onEach((match, argument, { args }) => {
  const indent = args.length > 0 ? Number(firstText(argument())) : 2;
  const text = jsonText(plainOf(match.real, match.source.document), indent);
  return scalarOf(indent > 0 ? `${text}\n` : text);
});

const toYaml = onEach(({ real }) => scalarOf(yamlText(real, 2)));

const fromYaml = onText((text) => readYaml(text)[0]?.contents ?? scalarOf(null));

export const TEXT_FUNCTIONS: Readonly<Record<string, NodeFunction>> = {
  ...REGEX_FUNCTIONS,
  split: onText((text, argument) => seqOf(text.split(firstText(argument())).map((part) => scalarOf(part)))),
  upcase: upper,
  ascii_upcase: upper,
  downcase: lower,
  ascii_downcase: lower,
  trim: onText((text) => scalarOf(text.trim())),
  to_number: onText((text) => scalarOf(Number(text), text)),
  tonumber: onText((text) => scalarOf(Number(text), text)),
  to_string: toText,
  tostring: toText,
  to_json: toJson,
  tojson: toJson,
  from_json: fromYaml,
  fromjson: fromYaml,
  to_yaml: toYaml,
  toyaml: toYaml,
  from_yaml: fromYaml,
  fromyaml: fromYaml,
};

/** Functions that begin with `@`. */
/** Functions that begin with `@`. */
export const FORMATS: Readonly<Record<string, (match: Match) => Node>> = {
  json: ({ real, source }) => scalarOf(jsonText(plainOf(real, source.document), 0)),
  yaml: ({ real }) => scalarOf(yamlText(real, 2)),
  csv: ({ real, source }) => scalarOf(rowText(plainOf(real, source.document), ",")),
  tsv: ({ real, source }) => scalarOf(rowText(plainOf(real, source.document), "\t")),
  base64: ({ real }) => scalarOf(encodeBase64(textOf(real))),
  base64d: ({ real }) => scalarOf(decodeBase64(textOf(real))),
  uri: ({ real }) =>
    scalarOf(
      encodeURIComponent(textOf(real))
        .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
        .replace(/%20/g, "+"),
    ),
  sh: ({ real }) =>
    scalarOf(/^[\w@%+=:,./-]+$/.test(textOf(real)) ? textOf(real) : `'${textOf(real).replaceAll("'", `'"'"'`)}'`),
};
