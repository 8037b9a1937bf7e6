export interface ZoneOffset {
  /** Such as `CET`. */
  readonly name: string;
  /** East of Greenwich. */
  readonly seconds: number;
  readonly isSummer: boolean;
}

export interface TimeZone {
  /** @param time seconds since the epoch */
  at(time: number): ZoneOffset;
}
