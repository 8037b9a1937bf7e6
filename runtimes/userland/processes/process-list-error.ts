/** What `ps` says when it cannot make sense of its arguments. */
export class ProcessListError extends Error {}
