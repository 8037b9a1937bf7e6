import type {
  AndOr,
  ArithmeticFor,
  Case,
  Command,
  CommandNode,
  CompoundList,
  Elif,
  For,
  Function as FunctionNode,
  If,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirection,
  Select,
  Statement,
  SyntaxNode,
  While,
  Word,
} from "unbash";
import { withJoinedWords } from "./joined-words.ts";
import { PrintedText } from "./printed-text.ts";
import { assignmentText, redirectText, testText, wordText } from "./word-text.ts";

const INDENT = 4;

type Node = CommandNode | PipelineNode | AndOr | CompoundList;

/**
 * Writes a tree as bash does, which forgets how it was written: for `declare -f`, for jobs, and for what it runs in place of
 * the text of `$(…)`. It follows bash's own printer step by step, since the places of newlines are seen in line numbers.
 */
export class CommandPrinter {
  readonly #source: string;
  /** In a substitution a newline between commands stays one. */
  readonly #keepsNewlines: boolean;
  readonly #onCommand: (node: Node, line: number) => void;
  readonly #out = new PrintedText();
  #functions = 0;

  constructor(source: string, keepsNewlines = false, onCommand: (node: Node, line: number) => void = () => undefined) {
    this.#source = source;
    this.#keepsNewlines = keepsNewlines;
    this.#onCommand = onCommand;
  }

  get text(): string {
    return this.#out.text;
  }

  /** A command as it stands in a list of jobs. */
  command(node: Node): void {
    this.#command(node);
    this.#out.hereDocs("");
  }

  /** What `declare -f` prints. */
  function(node: FunctionNode): void {
    this.#out.print(`${node.name.value} () \n`);
    this.#functionBody(node);
  }

  list(statements: readonly Statement[]): void {
    this.#statements(statements);
    this.#out.hereDocs("");
  }

  #statements(statements: readonly Statement[]): void {
    this.#out.connected(
      statements.length,
      (at) => {
        const statement = statements[at];
        if (!statement) return;
        this.#command(statement.command);
        if (statement.background) this.#out.operator("&", at + 1 < statements.length);
      },
      (at) => {
        const before = statements[at - 1];
        if (!before || before.background) return;
        const between = this.#source.slice(before.end, statements[at]?.pos);
        this.#out.separator(this.#keepsNewlines && between.includes("\n"), this.#functions > 0);
      },
    );
  }

  #redirects(redirects: readonly Redirection[]): void {
    this.#out.print(redirects.map((each) => redirectText(each, this.#script)).join(" "));
    this.#out.bodies(redirects.filter((each) => each.type === "HereDoc"));
  }

  #command(node: Node): void {
    if (node.type === "CompoundList") {
      this.#statements(node.commands);
      return;
    }
    if (node.type !== "Command") this.#onCommand(node, this.#out.line);
    if (node.type === "AndOr") this.#andOr(node);
    else if (node.type === "Pipeline") this.#pipeline(node);
    else {
      this.#out.begin();
      this.#bare(node);
    }
  }

  #inline(node: Node): void {
    this.#out.skippedIndents++;
    this.#command(node);
  }

  /** Commands between two keywords, in lines of their own. */
  #block(list: CompoundList): void {
    this.#out.indentation += INDENT;
    this.#command(list);
    this.#out.hereDocs("");
    this.#out.indentation -= INDENT;
  }

  #bare(node: CommandNode): void {
    switch (node.type) {
      case "Command":
        this.#simple(node);
        break;
      case "Redirected":
        this.#bare(node.command);
        this.#out.print(" ");
        this.#redirects(node.redirects);
        break;
      case "Function":
        this.#out.print(`function ${node.name.value} () \n`);
        this.#out.indent();
        this.#functionBody(node);
        break;
      case "BraceGroup":
        this.#group(node.body);
        break;
      case "Subshell":
        this.#out.print("( ");
        this.#inline(node.body);
        this.#out.hereDocs("");
        this.#out.print(" )");
        break;
      case "If":
        this.#if(node, node.elif, node.else);
        break;
      case "Case":
        this.#case(node);
        break;
      case "For":
      case "Select":
        this.#for(node);
        break;
      case "ArithmeticFor":
        this.#arithmeticFor(node);
        break;
      case "While":
        this.#while(node);
        break;
      case "TestCommand":
        this.#out.print(`[[ ${testText(node.expression, this.#script)} ]]`);
        break;
      case "ArithmeticCommand":
        this.#out.print(`((${node.body}))`);
        break;
      case "Coproc":
        this.#out.print(`coproc ${node.name ? node.name.value : "COPROC"} `);
        this.#inline(node.body);
    }
  }

  /** The line of a simple command is where bash knew that it is one: after its first word, or the word behind its name. */
  #simple(node: Command): void {
    const words: string[] = [];
    for (const each of node.prefix) if (each.type === "Assignment") words.push(assignmentText(each, this.#script));
    const known = words.length > 0 ? 1 : 2;
    if (node.name) words.push(this.#word(node.name));
    for (const each of node.args)
      words.push(each.type === "Assignment" ? assignmentText(each, this.#script) : this.#word(each));
    this.#out.print(words.slice(0, known).join(" "));
    this.#onCommand(node, this.#out.line);
    for (const word of words.slice(known)) this.#out.print(` ${word}`);
    if (node.redirects.length === 0) return;
    if (words.length > 0) this.#out.print(" ");
    this.#redirects(node.redirects);
  }

  readonly #script = (script: ParsedScript): string => {
    const printer = new CommandPrinter(this.#source, true);
    printer.list(withJoinedWords(script, this.#source).commands);
    return printer.text.startsWith("(") ? ` ${printer.text}` : printer.text;
  };

  readonly #word = (word: Word): string => wordText(word, this.#script);

  #andOr(node: AndOr): void {
    this.#out.connected(
      node.commands.length,
      (at) => {
        const command = node.commands[at];
        if (command) this.#command(command);
      },
      (at) => {
        this.#out.hereDocs(` ${node.operators[at - 1]} `);
        this.#out.skippedIndents++;
      },
    );
  }

  #pipeline(node: Pipeline): void {
    const prefix = prefixes(node);
    if (prefix !== "") {
      this.#out.begin();
      this.#out.print(prefix);
      this.#out.skippedIndents++;
    }
    this.#out.connected(
      node.commands.length,
      (at) => {
        const command = node.commands[at];
        if (command) this.#command(command);
        if (node.operators[at] === "|&") this.#out.print(" 2>&1");
      },
      () => this.#out.operator("|"),
      true,
    );
  }

  #group(body: CompoundList): void {
    this.#out.print("{ ");
    if (this.#functions === 0) {
      this.#inline(body);
      this.#out.hereDocs("");
      this.#out.semicolon();
      this.#out.print(" }");
      return;
    }
    this.#out.print("\n");
    this.#block(body);
    this.#out.newline("}");
  }

  #functionBody(node: FunctionNode): void {
    const { body } = node;
    const inner = body.type === "Redirected" ? body.command : body;
    const isGroup = inner.type === "BraceGroup";
    this.#onCommand(inner, this.#out.line);
    this.#out.print("{ \n");
    this.#functions++;
    this.#out.indentation += INDENT;
    if (inner.type === "BraceGroup") this.#command(inner.body);
    else this.#command(body);
    this.#out.hereDocs("");
    this.#out.indentation -= INDENT;
    this.#functions--;
    if (body.type !== "Redirected" || !isGroup) {
      this.#out.newline("}");
      return;
    }
    this.#out.newline("} ");
    this.#redirects(body.redirects);
  }

  #if(first: Pick<If, "clause" | "then">, rest: readonly Elif[], otherwise: CompoundList | undefined): void {
    this.#out.print("if ");
    this.#inline(first.clause);
    this.#out.semicolon();
    this.#out.print(" then\n");
    this.#block(first.then);
    const [next, ...others] = rest;
    if (next || otherwise) {
      this.#out.semicolon();
      this.#out.newline("else\n");
      if (next) {
        this.#out.indentation += INDENT;
        this.#out.indent();
        this.#if(next, others, otherwise);
        this.#out.indentation -= INDENT;
      } else if (otherwise) this.#block(otherwise);
    }
    this.#out.semicolon();
    this.#out.newline("fi");
  }

  #while(node: While): void {
    this.#out.print(`${node.kind} `);
    this.#inline(node.clause);
    this.#out.hereDocs("");
    this.#out.semicolon();
    this.#out.print(" do\n");
    this.#block(node.body);
    this.#out.semicolon();
    this.#out.newline("done");
  }

  #loopBody(body: CompoundList): void {
    this.#out.newline("do\n");
    this.#block(body);
    this.#out.semicolon();
    this.#out.newline("done");
  }

  #for(node: For | Select): void {
    const words = node.wordlist ? node.wordlist.map(this.#word).join(" ") : '"$@"';
    this.#out.print(`${node.type === "For" ? "for" : "select"} ${node.name.value} in ${words};`);
    this.#loopBody(node.body);
  }

  #arithmeticFor(node: ArithmeticFor): void {
    const text = (part: ArithmeticFor["test"]): string => (part ? this.#source.slice(part.pos, part.end) : "1");
    this.#out.print(`for ((${text(node.initialize)}; ${text(node.test)}; ${text(node.update)}))`);
    this.#loopBody(node.body);
  }

  #case(node: Case): void {
    this.#out.print(`case ${this.#word(node.word)} in `);
    this.#out.indentation += INDENT;
    for (const item of node.items) {
      this.#out.newline(item.pattern.map(this.#word).join(" | "));
      this.#out.print(")\n");
      this.#block(item.body);
      this.#out.newline(item.terminator ?? ";;");
    }
    this.#out.indentation -= INDENT;
    this.#out.newline("esac");
  }
}

/** How many lines below the first one commands of a substitution stand as bash prints it; nothing if there is but one line. */
export function printedLines(script: ParsedScript, source: string): ReadonlyMap<SyntaxNode, number> {
  const lines = new Map<SyntaxNode, number>();
  const printer = new CommandPrinter(source, true, (node, line) => {
    if (line > 0) lines.set(node, line);
  });
  printer.list(script.commands);
  return lines;
}

function prefixes(node: Pipeline): string {
  const negations = node.prefixes.filter((prefix) => prefix.type === "Negation").length;
  const times = node.prefixes.flatMap((prefix) =>
    prefix.type === "Time" ? [prefix.posix ? "time -p " : "time "] : [],
  );
  return times.join("") + (negations % 2 === 1 ? "! " : "");
}
