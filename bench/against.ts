import type { Row } from "./case.ts";
import type { PackageUnderTest } from "./package-under-test.ts";

/** Each row of the package under test says in its note how its median stands to that of the same row of another build. */
export function withRatios(rows: readonly Row[], [underTest, ...rivals]: readonly PackageUnderTest[]): Row[] {
  if (!underTest) return [...rows];
  return rows.map((row) => {
    if (!row.subject.startsWith(underTest.name)) return row;
    const rest = row.subject.slice(underTest.name.length);
    const ratios = rivals.flatMap(({ name }) => {
      const same = rows.find(({ case: of, subject }) => of === row.case && subject === `${name}${rest}`);
      return same ? [`${(row.summary.p50 / same.summary.p50).toFixed(2)} x ${name}`] : [];
    });
    return { ...row, note: [...ratios, row.note].filter((part) => part !== "").join(", ") };
  });
}
