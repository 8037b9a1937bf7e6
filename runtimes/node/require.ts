/** Node's `require` for its own modules. */
export type Require = <Module>(id: string) => Module;
