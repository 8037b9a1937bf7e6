/** The beginning of a text, as a string of its own: a slice of V8's would keep all of it in memory. */
export function shortText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${Buffer.from(text.slice(0, maxChars - 1)).toString()}…`;
}
