declare module "*.py" {
  const source: string;
  export default source;
}
declare module "*/pyodide.asm.mjs" {
  const createPyodideModule: unknown;
  export default createPyodideModule;
}
declare module "*/pyodide.mjs" {
  export function loadPyodide(options: object): Promise<unknown>;
}
