/* The users and groups that processes may belong to; see /etc/passwd of the system layout. */

const USERS: Readonly<Record<string, number>> = { root: 0, nobody: 65_534 };
const GROUPS: Readonly<Record<string, number>> = { root: 0, nogroup: 65_534 };

/** Of a name, or of a number that is written. @returns nothing if there is no such user */
export function userNumber(text: string): number | undefined {
  return numberIn(USERS, text);
}

export function groupNumber(text: string): number | undefined {
  return numberIn(GROUPS, text);
}

function numberIn(names: Readonly<Record<string, number>>, text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  return Object.hasOwn(names, text) ? names[text] : undefined;
}
