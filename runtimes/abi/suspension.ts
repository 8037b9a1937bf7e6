/** What has become of a program that can be left in the middle, as register 0 says after each entry; 1 has the exit code. */
export const SUSPENSION = { waits: 0, ended: 1, failed: 2 } as const;
