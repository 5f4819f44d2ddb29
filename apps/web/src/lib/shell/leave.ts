/** Leaves this page for good: everything in memory goes, also what another person could find after a sign-out. */
export function leaveTo(path: string): void {
  location.assign(path)
}
