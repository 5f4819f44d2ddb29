/** A moment in milliseconds since 1970, as it crosses the wire. */
export function textOf(time: number): string {
  return new Date(time).toISOString()
}
