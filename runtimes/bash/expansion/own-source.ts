import type { ParsedScript } from "unbash";
import type { Operation, Parameter, Piece } from "./pieces.ts";

/**
 * Pieces of a text that was parsed by itself, such as an expression: the positions in their substitutions index that text, and
 * not the script that runs.
 */
export function withOwnSource(pieces: readonly Piece[], text: string): readonly Piece[] {
  return text.includes("$(") || text.includes("<(") || text.includes(">(")
    ? pieces.map((piece) => owned(piece, text))
    : pieces;
}

function owned(piece: Piece, text: string): Piece {
  switch (piece.kind) {
    case "quotes":
      return { ...piece, pieces: withOwnSource(piece.pieces, text) };
    case "command":
    case "process":
      return { ...piece, script: piece.script && scriptOf(piece.script, text) };
    case "parameter":
      return { ...piece, parameter: parameterOf(piece.parameter, text) };
    default:
      return piece;
  }
}

function scriptOf(script: ParsedScript, text: string): ParsedScript {
  return script.source === undefined ? { ...script, source: text } : script;
}

function parameterOf(parameter: Parameter, text: string): Parameter {
  const { index, operation } = parameter;
  return {
    ...parameter,
    index: index && { ...index, pieces: withOwnSource(index.pieces, text) },
    operation: operation && operationOf(operation, text),
  };
}

function operationOf(operation: Operation, text: string): Operation {
  switch (operation.kind) {
    case "default":
      return { ...operation, operand: withOwnSource(operation.operand, text) };
    case "remove":
      return { ...operation, pattern: withOwnSource(operation.pattern, text) };
    case "replace": {
      const replacement = withOwnSource(operation.replacement, text);
      return { ...operation, pattern: withOwnSource(operation.pattern, text), replacement };
    }
    case "case":
      return { ...operation, pattern: operation.pattern && withOwnSource(operation.pattern, text) };
    default:
      return operation;
  }
}
