import { transform } from "sucrase";

/** Takes types out of TypeScript; lines stay where they are. */
export function stripTypes(source: string): { code: string; map?: string } {
  const { code } = transform(source, {
    transforms: ["typescript"],
    disableESTransforms: true,
    keepUnusedImports: true,
  });
  return { code };
}
