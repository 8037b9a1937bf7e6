import type {
  AndOr,
  ArithmeticFor,
  Case,
  CommandNode,
  CompoundList,
  Elif,
  For,
  Function as FunctionNode,
  If,
  Pipeline,
  PipelineNode,
  Redirection,
  Select,
  Statement,
  While,
} from "unbash";
import { functionIn } from "./function-in.ts";
import { literalBody } from "./here-doc.ts";
import { commandText, redirectText, testText, wordText } from "./word-text.ts";

const INDENT = 4;

/** A function as `declare -f` prints it. What can't be parsed any more is printed as it was written. */
export function printFunction(shellFunction: { readonly name: string; readonly source: string }): string {
  const node = functionIn(shellFunction.source);
  if (!node) return shellFunction.source;
  return new TreePrinter(shellFunction.source).definition(node, false);
}

/** Writes a tree as bash does, which forgets how it was written. */
class TreePrinter {
  readonly #source: string;
  #level = 0;
  /** Here-documents whose bodies follow at the end of the line. */
  #bodies: string[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  definition(node: FunctionNode, isNested: boolean): string {
    const head = `${isNested ? "function " : ""}${node.name.value} () \n${this.#margin()}`;
    const { body } = node;
    const compound = body.type === "Redirected" ? body.command : body;
    const redirects = body.type === "Redirected" ? this.#redirects(body.redirects) : "";
    if (compound.type === "BraceGroup") return `${head}${this.#braces(compound.body.commands)}${redirects}`;
    if (compound.type === "CompoundList") return `${head}${this.#braces(compound.commands)}${redirects}`;
    this.#level++;
    const inner = this.#command(compound);
    this.#level--;
    return `${head}{ \n${this.#margin(1)}${inner}\n${this.#margin()}}${redirects}`;
  }

  #margin(more = 0): string {
    return " ".repeat((this.#level + more) * INDENT);
  }

  #braces(statements: readonly Statement[]): string {
    this.#level++;
    const body = `{ \n${this.#margin()}${this.#list(statements)}${this.#flush()}`;
    this.#level--;
    return `${body}\n${this.#margin()}}`;
  }

  /** Statements with what stands between them; nothing behind the last. */
  #list(statements: readonly Statement[]): string {
    let text = "";
    for (const [at, statement] of statements.entries()) {
      text += this.#andOr(statement.command);
      const isLast = at === statements.length - 1;
      if (statement.background) text += isLast ? " &" : " & ";
      else if (!isLast)
        text += this.#bodies.length > 0 ? `${this.#flush()}\n${this.#margin()}` : `;\n${this.#margin()}`;
    }
    return text;
  }

  /** Statements within a compound command: each ends with `;`. */
  #block(statements: readonly Statement[]): string {
    this.#level++;
    const list = this.#list(statements);
    const ending = this.#bodies.length > 0 ? this.#flush() : statements.at(-1)?.background ? "" : ";";
    const text = `${this.#margin()}${list}${ending}`;
    this.#level--;
    return `${text}\n${this.#margin()}`;
  }

  #flush(): string {
    const text = this.#bodies.map((body) => `\n${body}`).join("");
    this.#bodies = [];
    return text === "" ? "" : `${text}\n`;
  }

  #andOr(node: PipelineNode | AndOr): string {
    if (node.type !== "AndOr") return this.#pipeline(node);
    let text = "";
    for (const [at, command] of node.commands.entries()) {
      if (at > 0) text += ` ${node.operators[at - 1]} `;
      text += this.#pipeline(command);
    }
    return text;
  }

  #pipeline(node: PipelineNode): string {
    if (node.type !== "Pipeline") return this.#command(node);
    let text = prefixes(node);
    for (const [at, command] of node.commands.entries()) {
      if (at > 0) {
        text += node.operators[at - 1] === "|&" ? " 2>&1 |" : " |";
        text += this.#bodies.length > 0 ? `${this.#flush()}  ` : " ";
      }
      text += this.#command(command);
    }
    return text;
  }

  #redirects(redirects: readonly Redirection[]): string {
    let text = "";
    for (const redirect of redirects) {
      text += ` ${redirectText(redirect)}`;
      if (redirect.type === "HereDoc") this.#bodies.push(`${literalBody(redirect)}${redirect.delimiter?.value ?? ""}`);
    }
    return text;
  }

  #command(node: CommandNode | CompoundList): string {
    switch (node.type) {
      case "Command":
        return [commandText(node), this.#redirects(node.redirects).slice(1)].filter((part) => part !== "").join(" ");
      case "Redirected":
        return this.#command(node.command) + this.#redirects(node.redirects);
      case "Function":
        return this.definition(node, true);
      case "CompoundList":
        return this.#list(node.commands);
      case "BraceGroup":
        return this.#braces(node.body.commands);
      case "Subshell":
        return `( ${this.#list(node.body.commands)} )`;
      case "If":
        return this.#if(node, node.elif, node.else);
      case "Case":
        return this.#case(node);
      case "For":
      case "Select":
        return this.#for(node);
      case "ArithmeticFor":
        return this.#arithmeticFor(node);
      case "While":
        return this.#while(node);
      case "TestCommand":
        return `[[ ${testText(node.expression)} ]]`;
      case "ArithmeticCommand":
        return `((${node.body}))`;
      case "Coproc":
        return `coproc ${node.name ? node.name.value : "COPROC"} ${this.#command(node.body)}`;
    }
  }

  #if(first: Pick<If, "clause" | "then">, rest: readonly Elif[], otherwise: CompoundList | undefined): string {
    let text = `if ${this.#list(first.clause.commands)}; then\n${this.#block(first.then.commands)}`;
    const [next, ...others] = rest;
    if (next) {
      this.#level++;
      const inner = `${this.#margin()}${this.#if(next, others, otherwise)};`;
      this.#level--;
      text += `else\n${inner}\n${this.#margin()}`;
    } else if (otherwise) text += `else\n${this.#block(otherwise.commands)}`;
    return `${text}fi`;
  }

  #while(node: While): string {
    return `${node.kind} ${this.#list(node.clause.commands)}; do\n${this.#block(node.body.commands)}done`;
  }

  #for(node: For | Select): string {
    const words = node.wordlist ? node.wordlist.map(wordText).join(" ") : '"$@"';
    const keyword = node.type === "For" ? "for" : "select";
    const head = `${keyword} ${node.name.value} in ${words};\n${this.#margin()}do\n`;
    return `${head}${this.#block(node.body.commands)}done`;
  }

  #arithmeticFor(node: ArithmeticFor): string {
    const text = (part: ArithmeticFor["test"]): string => (part ? this.#source.slice(part.pos, part.end) : "1");
    const head = `for ((${text(node.initialize)}; ${text(node.test)}; ${text(node.update)}))\n${this.#margin()}do\n`;
    return `${head}${this.#block(node.body.commands)}done`;
  }

  #case(node: Case): string {
    let text = `case ${wordText(node.word)} in `;
    this.#level++;
    for (const item of node.items) {
      text += `\n${this.#margin()}${item.pattern.map(wordText).join(" | ")})\n`;
      this.#level++;
      if (item.body.commands.length > 0) text += `${this.#margin()}${this.#list(item.body.commands)}${this.#flush()}`;
      this.#level--;
      text += `\n${this.#margin()}${item.terminator ?? ";;"}`;
    }
    this.#level--;
    return `${text}\n${this.#margin()}esac`;
  }
}

function prefixes(node: Pipeline): string {
  let text = "";
  for (const prefix of node.prefixes) text += prefix.type === "Negation" ? "! " : prefix.posix ? "time -p " : "time ";
  return text;
}
