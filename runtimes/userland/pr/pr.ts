import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { formatDate, momentOf } from "../program/date-format.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoted, quoteIfNeeded } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import { layoutOf, OPTIONS } from "./layout.ts";
import { type Header, PageWriter, type PrSource } from "./page-writer.ts";

/* https://www.gnu.org/software/coreutils/pr, without -c, -i and -v. As in GNU's, each byte takes a column. */

type Call = ProgramCall<keyof typeof OPTIONS>;

const DATE_FORMAT = "%Y-%m-%d %H:%M";
const PAGES = /^\+(\d+)(?::(\d+))?$/;

export const pr = program({
  name: "pr",
  usage: "[OPTION]... [FILE]...",
  about:
    "Prints FILEs in pages, and in columns. Without FILE, or for -, it reads standard input. +FIRST[:LAST] is the same as --pages=FIRST[:LAST], -COLUMNS as --columns=COLUMNS.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options } = call;
    const isPages = (operand: string): boolean => PAGES.test(operand);
    const given = call.operands.filter((operand) => !isPages(operand));
    const names = given.length > 0 ? given : ["-"];
    const pages = pagesOf(call.operands.find(isPages)?.slice(1) ?? options.value("pages"));
    const layout = layoutOf(options, names.length);
    if (options.has("merge")) {
      await printMerged(call, names, pages);
      return;
    }
    for (const name of names) {
      const source = await sourceOf(call, name);
      if (!source) continue;
      const header = headerOf(call, source.name, source.date);
      await new PageWriter(call.output, layout, pages).print(source.text, header);
    }
  },
});

interface PageRange {
  readonly first: number;
  readonly last: number;
}

/** @throws Failure */
function pagesOf(text: string | undefined): PageRange {
  if (text === undefined) return { first: 1, last: Number.POSITIVE_INFINITY };
  const [, from, to] = PAGES.exec(`+${text}`) ?? [];
  const first = Number(from ?? 0);
  const last = to === undefined ? Number.POSITIVE_INFINITY : Number(to);
  if (first === 0 || last < first) throw new Failure(`invalid page range ${quoted(text)}`);
  return { first, last };
}

async function printMerged(call: Call, names: readonly string[], pages: PageRange): Promise<void> {
  const sources: PrSource[] = [];
  for (const name of names) {
    const source = await sourceOf(call, name);
    if (source) sources.push(source);
  }
  if (sources.length === 0) return;
  const writer = new PageWriter(call.output, layoutOf(call.options, sources.length), pages);
  const texts = sources.map(({ text }) => text);
  await writer.printMerged(texts, headerOf(call, "", dateOf(call, undefined)));
}

/** @returns nothing after a complaint */
async function sourceOf(call: Call, name: string): Promise<PrSource | undefined> {
  try {
    const fd = openInput(call, name);
    const text = latin1Of(await readAll(call.process, fd));
    const mtimeMs = name === "-" ? undefined : call.files.stat(name).mtimeMs;
    closeInput(call.process, fd);
    return { text, name: name === "-" ? "" : name, date: dateOf(call, mtimeMs) };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (call.options.has("no-file-warnings")) call.status = 1;
    else await call.complain(`${quoteIfNeeded(name)}: ${error.message}`);
    return undefined;
  }
}

function headerOf({ options }: Call, name: string, date: string): Header {
  return { title: latin1Of(encodeUtf8(options.value("header") ?? name)), date };
}

function dateOf({ options, process, kernel }: Call, mtimeMs: number | undefined): string {
  const format = options.value("date-format") ?? DATE_FORMAT;
  return formatDate(format, momentOf(mtimeMs ?? kernel.now()), timeZone(process.env.get("TZ")));
}
