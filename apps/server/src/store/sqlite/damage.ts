/** The file does not hold what was written. */
export class StoreDamaged extends Error {
  /** @param what a noun: "page 7 is never used", "the log of review x from entry 12 on". */
  constructor(what: string) {
    super(`The data file is damaged (${what}), so Tandem does not work with it. See docs/recovery.md, "Damaged file".`)
    this.name = 'StoreDamaged'
  }
}
