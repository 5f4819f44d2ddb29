/** Who asks, and what a route of the catalogue has against it. */
import type { Route, TokenScope } from '@tandem/wire'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { PersonRow } from './session-rows.ts'
import type { Session } from './sessions.ts'

export type BySession = { readonly kind: 'session'; readonly session: Session; readonly cookie: string }
export type ByToken = { readonly kind: 'token'; readonly scopes: readonly TokenScope[] }

/** A person, and what showed that it is them. */
export type Asker<By = BySession | ByToken> = { readonly person: PersonRow; readonly by: By }

export type Objection = 'not-signed-in' | 'not-found' | 'token-not-allowed' | 'second-factor-first' | 'confirm-first'

/**
 * Why this route is not for whoever asks, or null. The order matters: to somebody who is not an administrator the routes
 * of administrators do not exist, whatever else would be wrong.
 *
 * @param bearer whether the request carries a token: a wrong one is never answered as if it were not there.
 */
export function objectionTo(route: Route, asker: Asker | null, bearer: boolean, now: number): Objection | null {
  if (asker === null) return route.who === 'anybody' && !bearer ? null : 'not-signed-in'
  if (route.who === 'administrator' && !asker.person.administrator) return 'not-found'
  if (asker.by.kind === 'token' && !covers(asker.by.scopes, route.token)) return 'token-not-allowed'
  if (route.who === 'administrator' && secondFactorOf(asker) !== 'shown') return 'second-factor-first'
  // A password that somebody has found out signs in, and confirms: it must not put another factor in the place of the owner's.
  if (route.confirmed === 'with-factor' && secondFactorOf(asker) === 'not-shown') return 'second-factor-first'
  return route.confirmed ? objectionUnconfirmed(asker, now) : null
}

/** For what needs a confirmation in some cases only, beside the catalogue's `confirmed`. */
export function objectionUnconfirmed({ by }: Asker, now: number): 'token-not-allowed' | 'confirm-first' | null {
  if (by.kind === 'token') return 'token-not-allowed'
  return isRecentlyConfirmed(by.session, now) ? null : 'confirm-first'
}

/**
 * Where somebody stands with their second factor. Whoever administrates needs it shown: else the password alone would open
 * every account of the server. A token that administrates was made where it had been shown.
 */
export function secondFactorOf({ person, by }: Asker): 'none' | 'not-shown' | 'shown' {
  if (!person.hasSecondFactor) return 'none'
  return by.kind === 'token' || by.session.shown === 'both' ? 'shown' : 'not-shown'
}

/** Whether the person has shown lately that it is them. People of the demo have nothing to show it with. */
function isRecentlyConfirmed({ confirmedAt, person }: Session, now: number): boolean {
  return person.demo || now < confirmedAt + ACCOUNT_LIMITS.confirmation
}

function covers(scopes: readonly TokenScope[], needed: Route['token']): boolean {
  switch (needed) {
    case 'never':
      return false
    case 'read':
      return scopes.includes('read') || scopes.includes('write')
    case 'write':
    case 'admin':
      return scopes.includes(needed)
  }
}
