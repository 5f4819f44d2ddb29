/** Who asks for a socket. */
import type { IncomingMessage } from 'node:http'
import type { PersonId } from '@tandem/rules'
import { mayConnect, type Addresses } from './origin.ts'
import type { Sessions } from './sessions.ts'

export type UpgradeAnswer =
  /** Not opened by our own page. Refused before the upgrade. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'person'; readonly person: PersonId; readonly sessionId: string }

export type AuthenticateUpgrade = (request: IncomingMessage) => Promise<UpgradeAnswer>

export function upgradeAuthentication(addresses: Addresses, sessions: Sessions): AuthenticateUpgrade {
  return async ({ headers: { host, origin, cookie } }) => {
    if (!mayConnect(addresses, { host, origin })) return { kind: 'foreign' }
    const validated = await sessions.validate(cookie)
    if (validated === null) return { kind: 'nobody' }
    return { kind: 'person', person: validated.session.person.id, sessionId: validated.session.id }
  }
}
