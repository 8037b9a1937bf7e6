import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";
import { isDirectory, statusOf } from "../program/file-kinds.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { Evaluation } from "./evaluate.ts";
import { ExpressionError } from "./expression-error.ts";
import { type Format, formatOf, formatOfFile, readDocuments } from "./inputs.ts";
import { Match, type SourceDocument } from "./match.ts";
import { isTrue, scalarOf } from "./nodes.ts";
import { parseExpression } from "./parser.ts";
import { Printer } from "./printer.ts";
import { documentOf } from "./yaml-text.ts";

/* https://mikefarah.gitbook.io/yq, version 4. Of its formats there are YAML, JSON, CSV, TSV and properties. */

const OPTIONS = {
  "output-format": {
    letters: "o",
    value: "FORMAT",
    about: "print as yaml, json, csv, tsv or props, not as the input is",
  },
  "input-format": {
    letters: "p",
    value: "FORMAT",
    about: "what is read is yaml, json, csv, tsv or props, not what its name says",
  },
  inplace: { letters: "i", about: "write to the first FILE, not to standard output" },
  "null-input": { letters: "n", about: "read nothing: make something new" },
  unwrapScalar: { letters: "r", about: "print strings as they are, in JSON too" },
  wrapScalar: {},
  prettyPrint: { letters: "P", about: "print without quotes and braces where they are not needed" },
  indent: { letters: "I", value: "N", about: "indent by N spaces, not by 2; JSON is in one line for 0" },
  "no-doc": { letters: "N", about: "print no --- between documents" },
  "exit-status": { letters: "e", about: "the status is 1 if nothing, null or false was found" },
  "from-file": { value: "FILE", about: "take the expression from FILE" },
  "nul-output": { letters: "0", about: "end what is printed with NUL, not with a newline" },
  tojson: { letters: "j", about: "the same as -o json" },
  colors: { letters: "C", about: "(of no effect)" },
  "no-colors": { letters: "M", about: "(of no effect)" },
  verbose: { letters: "v", about: "(of no effect)" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const STDIN = "-";
const COMMANDS: Readonly<Record<string, "each" | "all">> = { e: "each", eval: "each", ea: "all", "eval-all": "all" };
const DEFAULT_INDENT = 2;

export const yq = program({
  name: "yq",
  usage: ["[OPTION]... [EXPRESSION] [FILE]...", "eval-all [OPTION]... [EXPRESSION] [FILE]..."],
  about:
    "Prints what EXPRESSION finds in, or makes of, the documents of each FILE (or standard input): one after the other, or with eval-all (ea) all together. For eval (e), it is the same as without.",
  like: "yq",
  options: OPTIONS,
  modernize: (args) => args.flatMap(modernized),
  run: async (call) => {
    try {
      return await run(call);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      await call.output.flush();
      await call.process.printError(`Error: ${error.message}\n`);
      return 1;
    }
  },
});

/** Values may follow a letter and `=`, and flags too may have one. */
function modernized(arg: string): string[] {
  const [, letter, value] = /^-([A-Za-z])=(.*)$/s.exec(arg) ?? [];
  if (arg === "--unwrapScalar=false" || arg === "-r=false") return ["--wrapScalar"];
  if (arg === "--unwrapScalar=true" || arg === "-r=true") return ["-r"];
  return letter === undefined ? [arg] : [`-${letter}${value}`];
}

async function run(call: Call): Promise<number> {
  const { options } = call;
  const operands = [...call.operands];
  const [command = ""] = operands;
  const mode = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (mode) operands.shift();
  const text = expressionOf(call, operands);
  const expression = parseExpression(text);
  const files = operands.length > 0 ? operands : [STDIN];
  const isInPlace = options.has("inplace");
  if (isInPlace && (files[0] === STDIN || options.has("null-input")))
    throw new ExpressionError("write in place flag only applicable when giving an expression and at least one file");
  const inputFormat = formatOf(options.value("input-format")) ?? formatOfFile(files[0] ?? STDIN);
  const printer = new Printer({
    format: outputFormat(call, inputFormat),
    indent: indentOf(options.value("indent")),
    isUnwrapped: options.has("unwrapScalar") ? true : options.has("wrapScalar") ? false : undefined,
    isPretty: options.has("prettyPrint"),
    hasSeparators: !options.has("no-doc"),
    end: options.has("nul-output") ? "\0" : "\n",
  });
  const evaluation = new Evaluation({
    env: call.process.env,
    readFile: (path) => readText(call, path),
    nowMs: () => call.kernel.now(),
  });
  let wasFound = false;
  const evaluate = (documents: readonly SourceDocument[]): void => {
    const inputs = documents.map((source) => new Match(source.document.contents ?? scalarOf(null), source));
    for (const match of evaluation.evaluate(expression, inputs, new Map())) {
      wasFound ||= isTrue(match.real);
      printer.print(match);
    }
  };
  if (options.has("null-input")) evaluate([{ document: documentOf(scalarOf(null)), file: "", fileIndex: 0, index: 0 }]);
  else {
    const all: SourceDocument[] = [];
    for (const [fileIndex, file] of files.entries()) {
      const format = formatOf(options.value("input-format")) ?? formatOfFile(file);
      const documents = readDocuments(await readInput(call, file), format);
      for (const document of documents)
        all.push({ document, file, fileIndex, index: all.length, isTogether: mode === "all" });
    }
    if (mode === "all") evaluate(all);
    else for (const source of all) evaluate([source]);
  }
  if (isInPlace) await writeText(call, files[0] ?? "", printer.text);
  else call.output.putText(printer.text);
  if (!options.has("exit-status") || wasFound) return 0;
  await call.output.flush();
  await call.process.printError("Error: no matches found\n");
  return 1;
}

/** Takes the expression out of the operands, of which the first may be a file already. */
function expressionOf(call: Call, operands: string[]): string {
  const file = call.options.value("from-file");
  if (file !== undefined) return readText(call, file);
  const [first] = operands;
  if (first === undefined || first === STDIN || isFile(call, first)) return ".";
  operands.shift();
  return first;
}

function isFile({ files }: Call, path: string): boolean {
  const status = path === "" ? undefined : statusOf(files, path);
  return status !== undefined && !isDirectory(status);
}

function outputFormat({ options }: Call, inputFormat: Format): Format {
  if (options.has("tojson")) return "json";
  const isNamed = formatOf(options.value("input-format")) !== undefined;
  return formatOf(options.value("output-format")) ?? (isNamed ? "yaml" : inputFormat);
}

function indentOf(value: string | undefined): number {
  if (value === undefined) return DEFAULT_INDENT;
  if (!/^\d{1,2}$/.test(value)) throw new UsageError(`invalid indent '${value}'`);
  return Number(value);
}

async function readInput(call: Call, file: string): Promise<string> {
  try {
    const fd = openInput(call, file);
    try {
      return decodeUtf8(await readAll(call.process, fd), "replace");
    } finally {
      closeInput(call.process, fd);
    }
  } catch (error) {
    throw asFileError(error, file);
  }
}

function readText({ files }: Call, path: string): string {
  try {
    return decodeUtf8(files.readFile(path), "replace");
  } catch (error) {
    throw asFileError(error, path);
  }
}

function asFileError(error: unknown, file: string): unknown {
  if (!(error instanceof SystemError)) return error;
  return new ExpressionError(`open ${file}: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`);
}

async function writeText({ files, process }: Call, path: string, text: string): Promise<void> {
  try {
    const fd = process.descriptors.add(files.open(path, { access: "write", truncate: true }, 0o666));
    await process.write(fd, encodeUtf8(text));
    process.descriptors.close(fd);
  } catch (error) {
    throw asFileError(error, path);
  }
}
