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

async function gesture(begin: (from: typeof library) => Promise<unknown>): Promise<Gesture> {
  // Fails without a network, and where the server was updated since this page was opened.
  const loaded = await import('@simplewebauthn/browser').catch(() => null)
  if (loaded === null)
    return { is: 'failed', sentence: 'What passkeys need could not be loaded. Load this page again.' }
  try {
    return { is: 'made', passkey: await begin(loaded) }
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
