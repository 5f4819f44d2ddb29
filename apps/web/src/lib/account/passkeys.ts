/**
 * Passkeys (WebAuthn level 3), by way of @simplewebauthn/browser, which is loaded at the first use only. A person who
 * closes the browser's own window has changed their mind: that is no error, and nothing is said about it.
 */
import type * as library from '@simplewebauthn/browser'
import type { PasskeyOptions } from '@tandem/wire'

export type Gesture =
  | { readonly is: 'made'; readonly passkey: unknown }
  | { readonly is: 'given-up' }
  | { readonly is: 'failed'; readonly sentence: string }

/** Absent in old browsers, and everywhere over plain http, apart from the machine itself. */
export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function'

export function usePasskey(options: PasskeyOptions): Promise<Gesture> {
  return gesture(({ startAuthentication }) => startAuthentication({ optionsJSON: options as never }))
}

export function makePasskey(options: PasskeyOptions): Promise<Gesture> {
  return gesture(({ startRegistration }) => startRegistration({ optionsJSON: options as never }))
}

/**
 * Whether passkeys can be offered among what the browser fills into the address field (WebAuthn level 3, conditional
 * mediation). Only in a browser that has used one: each offer is a request to the server, and a course that opens the sign-in
 * page together would use up by offers what it needs for signing in. Elsewhere the button stands below.
 */
export async function mayOfferPasskeys(): Promise<boolean> {
  if (!hasPasskeys() || !hasUsedPasskey() || !('parseRequestOptionsFromJSON' in PublicKeyCredential)) return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false
}

/** Waits until somebody chooses one, which may be never. By the browser alone: the page loads no library for an offer. */
export async function offerPasskeys(options: PasskeyOptions, signal: AbortSignal): Promise<Gesture> {
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never)
    const chosen = await navigator.credentials.get({ publicKey, mediation: 'conditional', signal })
    return chosen instanceof PublicKeyCredential ? { is: 'made', passkey: chosen.toJSON() } : { is: 'given-up' }
  } catch (error) {
    // Nobody has asked for it: what a device cannot do is said by the button below.
    failureOf(error)
    return { is: 'given-up' }
  }
}

const USED = 'tandem:passkey'

/** Says nothing of whom: one who shares the browser learns that somebody has used one. */
function hasUsedPasskey(): boolean {
  try {
    return localStorage.getItem(USED) !== null
  } catch {
    return false
  }
}

function noteUse(): void {
  try {
    localStorage.setItem(USED, 'used')
  } catch {
    // A closed storage: then the button alone is offered.
  }
}

async function gesture(begin: (from: typeof library) => Promise<unknown>): Promise<Gesture> {
  // Fails without a network, and where the server was updated since this page was opened.
  const loaded = await import('@simplewebauthn/browser').catch(() => null)
  if (loaded === null)
    return { is: 'failed', sentence: 'What passkeys need could not be loaded. Load this page again.' }
  try {
    const passkey = await begin(loaded)
    noteUse()
    return { is: 'made', passkey }
  } catch (error) {
    return failureOf(error)
  }
}

/** The browser's own names of what can go wrong; anything else is a bug of ours. */
function failureOf(error: unknown): Gesture {
  switch (error instanceof Error ? error.name : null) {
    // Closed, timed out, or not allowed by the device: browsers do not tell these apart, on purpose.
    case 'NotAllowedError':
    case 'AbortError':
      return { is: 'given-up' }
    case 'InvalidStateError':
      return { is: 'failed', sentence: 'This device has a passkey for this account already.' }
    case 'NotSupportedError':
    case 'ConstraintError':
      return { is: 'failed', sentence: 'This device cannot make the kind of passkey that is needed here.' }
    case 'SecurityError':
      return { is: 'failed', sentence: 'Passkeys do not work at the address under which you opened Tandem.' }
    default:
      throw error
  }
}
