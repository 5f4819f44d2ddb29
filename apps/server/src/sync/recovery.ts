/**
 * After a restore from a backup, browsers hold more than the server: what was saved since the backup was made. They bring
 * it back by themselves when they come again. Three things would stand in the way.
 *
 * - A shared document. Whoever comes first brings what the others wrote since then, too, and the ledger says that those
 *   ids are not theirs. So for some days it lets them pass. What is brought is judged by the rules like anything else, and
 *   stands in the log under the name of who brought it. An id is bound only to the connection that declared it:
 *   its owner, who comes later, is not to find it taken. Whoever is there brings their own: an id that they have
 *   reserved passes for nobody else, for what two write under one id makes copies differ. Until they have brought it,
 *   whoever else does is told to come again (4503), and finds it there then.
 * - The server's own writes since then, which browsers hold as well. Numbers that were given out must not be given out
 *   again for something else: two copies would differ for good. So after each restore the server writes under a new id.
 * - Cursors of the live feed count events that may be gone. Those of before a restore are not known any more.
 */
import { SYSTEM_CLIENT } from '@tandem/documents'

export type Recovery = {
  /** How often this data has been restored in all. */
  readonly restores: number
  /** Whether one may bring back what others wrote. */
  readonly isOpen: () => boolean
}

export const NEVER_RESTORED: Recovery = { restores: 0, isOpen: () => false }

/** Under this id the server writes. The lowest ids: in Yjs the higher one wins, and people are to win against it. */
export function systemClient({ restores }: Recovery): number {
  return SYSTEM_CLIENT + restores
}

/** Whether the server wrote under this id before the last restore. Under its present one nobody else has anything to bring. */
export function isOfBefore({ restores }: Recovery, client: number): boolean {
  return client >= SYSTEM_CLIENT && client < SYSTEM_CLIENT + restores
}

/** Of this server, and of what it was before each restore. */
export function systemClients({ restores }: Recovery): readonly number[] {
  return Array.from({ length: restores + 1 }, (_, restored) => SYSTEM_CLIENT + restored)
}
