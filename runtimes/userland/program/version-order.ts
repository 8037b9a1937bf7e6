const SUFFIX = /(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/;

/** Versions as `sort -V` orders them: numbers by their size, `~` before everything, suffixes of files last. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  for (const special of [".", ".."]) if (a === special || b === special) return a === special ? -1 : 1;
  const [isHidden, isOtherHidden] = [a.startsWith("."), b.startsWith(".")];
  if (isHidden !== isOtherHidden) return isHidden ? -1 : 1;
  const [x, y] = [a.replace(SUFFIX, ""), b.replace(SUFFIX, "")];
  const order = x === y ? 0 : compareParts(x, y);
  return order !== 0 ? order : compareParts(a, b) || (a < b ? -1 : 1);
}

function compareParts(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = rank(a, i) - rank(b, j);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    while (a.charAt(i) === "0") i++;
    while (b.charAt(j) === "0") j++;
    let first = 0;
    while (isDigit(a, i) && isDigit(b, j)) {
      if (first === 0) first = a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (isDigit(a, i)) return 1;
    if (isDigit(b, j)) return -1;
    if (first !== 0) return first;
  }
  return 0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** `~`, then the end and digits, then letters, then all else. */
function rank(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  const character = text.charAt(at);
  if (character === "~") return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
