import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBody } from "../../src/client/json-body.ts";

/** The same text, cut where a network may cut it. */
const cut = (text: string, chunkBytes: number): Buffer[] => {
  const bytes = Buffer.from(text);
  const starts = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) => index * chunkBytes);
  return starts.map((start) => bytes.subarray(start, start + chunkBytes));
};

describe("a body that is too long for one string", () => {
  it("is parsed as JSON.parse does it, if it is an array that isn't empty", () => {
    const items = fc.array(fc.jsonValue(), { minLength: 1 });
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 40 }), fc.constantFrom(undefined, 1), (all, chunkBytes, space) => {
        const text = JSON.stringify(all, null, space);
        expect(parseBody(cut(text, chunkBytes), 1)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(["[1,2", '["a]', "[1,,2]", "[1}2]", '{"a":1}', '{"a":[1,2]}', "[1] [2]", "[1]x", "nul"])(
    "is refused if it is no JSON, or no array: %s",
    (text) => {
      expect(() => parseBody(cut(text, 3), 1)).toThrow(SyntaxError);
    },
  );
});

it("a body that fits is parsed whole", () => {
  expect(parseBody(cut('{"a":[]}', 2))).toEqual({ a: [] });
  expect(parseBody(cut("[]", 1))).toEqual([]);
});
