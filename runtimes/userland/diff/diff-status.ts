/* What the status says. */

export const SAME = 0;
export const DIFFERENT = 1;
export const TROUBLE = 2;
