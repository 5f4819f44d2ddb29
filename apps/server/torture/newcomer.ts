/** Somebody who has nothing: a fresh document, no local copy, everything as the server has it. */
import type { DocumentId, PersonId } from '@tandem/rules'
import type { Populated } from '../src/testing/populate.ts'
import { pass } from './pass.ts'
import { Testimony, type Loss, type Reloaded } from './testimony.ts'
import { clocksOf, WireClient } from './wire-client.ts'

/** Loads everything that anybody knows to exist, and says what of the testimony is not there. */
export async function lossesSeenAnew(port: number, site: Populated, testimony: Testimony): Promise<readonly Loss[]> {
  const losses: Loss[] = []
  for (const [document, reader] of testimony.documents) {
    losses.push(...testimony.lossesIn(document, await loadAnew(port, site, document, reader)))
  }
  return losses
}

/** Null if the server does not give it. */
export async function loadAnew(
  port: number,
  site: Populated,
  document: DocumentId,
  person: PersonId,
): Promise<Reloaded | null> {
  const cookie = site.people.find(({ id }) => id === person)?.cookie ?? ''
  const unheard = new Testimony()
  unheard.exists(document, person)
  const client = new WireClient({ document, kind: 'consensus', person, cookie }, unheard)
  try {
    for (let tries = 0; tries < 20; tries += 1) {
      client.connect(port)
      const isHere = await client
        .until(({ isSynced }) => isSynced)
        .then(
          () => true,
          () => false,
        )
      if (isHere) return { clocks: clocksOf(client.doc), plain: client.plain() }
      if (client.isOver) return null
      // Too many sockets in this second, or a room that is being loaded anew: come again, as a browser does.
      await pass(100)
    }
    throw new Error(`${document} does not load: ${client.closeCode}`)
  } finally {
    client.cut()
    client.doc.destroy()
  }
}
