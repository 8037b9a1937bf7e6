import { describe, expect, it } from "vitest";
import type { Description } from "../../runtimes/kernel/description.ts";
import { DescriptionCounts, Descriptors, MAX_DESCRIPTORS } from "../../runtimes/kernel/descriptor-table.ts";
import { codeOf } from "./system-calls.ts";

/** A description that counts how often it was released. */
function fake(): { description: Description; released: () => number } {
  let released = 0;
  const refuse = (): never => {
    throw new Error("nobody reads it");
  };
  const description: Description = {
    kind: "stream",
    path: "fake",
    read: refuse,
    write: refuse,
    seek: refuse,
    truncate: refuse,
    status: refuse,
    release: () => {
      released++;
    },
  };
  return { description, released: () => released };
}

describe("a descriptor table", () => {
  it("gives the lowest number that is free", async () => {
    const table = new Descriptors(new DescriptionCounts());
    const { description } = fake();
    expect([table.add(description), table.add(description), table.add(description)]).toEqual([0, 1, 2]);
    table.close(1);
    expect(table.add(description)).toBe(1);
    expect(table.add(description, { minFd: 10 })).toBe(10);
    expect(table.add(description, { minFd: 10 })).toBe(11);
    expect(table.numbers).toEqual([0, 1, 2, 10, 11]);
  });

  it("releases a description with its last descriptor, in whichever table that is", () => {
    const table = new Descriptors(new DescriptionCounts());
    const { description, released } = fake();
    table.set(0, description);
    table.duplicate(0, 5);
    const child = table.fork();
    table.closeAll();
    expect([released(), child.numbers]).toEqual([0, [0, 5]]);
    child.close(0);
    expect(released()).toBe(0);
    child.close(5);
    expect(released()).toBe(1);
  });

  it("closes what was at the number that dup2 takes", () => {
    const table = new Descriptors(new DescriptionCounts());
    const [kept, replaced] = [fake(), fake()];
    table.set(0, kept.description);
    table.set(1, replaced.description);
    table.duplicate(0, 1);
    expect([kept.released(), replaced.released()]).toEqual([0, 1]);
    table.duplicate(1, 1);
    table.set(1, kept.description);
    expect([kept.released(), table.get(1)]).toEqual([0, kept.description]);
  });

  it("closes at execve what is marked so, and dup2 takes the mark away", () => {
    const table = new Descriptors(new DescriptionCounts());
    const [marked, plain] = [fake(), fake()];
    const fd = table.add(marked.description, { closeOnExec: true });
    table.add(plain.description);
    table.duplicate(fd, 7);
    table.fork().closeOnExec();
    table.closeOnExec();
    expect([table.numbers, marked.released()]).toEqual([[1, 7], 0]);
  });

  it("refuses numbers that are not open, or too large", async () => {
    const table = new Descriptors(new DescriptionCounts());
    const { description } = fake();
    expect(await codeOf(() => table.get(0))).toBe("EBADF");
    expect(await codeOf(() => table.close(3))).toBe("EBADF");
    expect(await codeOf(() => table.duplicate(3, 4))).toBe("EBADF");
    expect(await codeOf(() => table.set(MAX_DESCRIPTORS, description))).toBe("EBADF");
    expect(await codeOf(() => table.set(-1, description))).toBe("EBADF");
    expect(await codeOf(() => table.set(1.5, description))).toBe("EBADF");
    for (let fd = 0; fd < MAX_DESCRIPTORS; fd++) table.add(description);
    expect(await codeOf(() => table.add(description))).toBe("EMFILE");
    expect(await codeOf(() => table.add(description, { minFd: 5000 }))).toBe("EMFILE");
    table.close(500);
    expect(table.add(description)).toBe(500);
  });
});
