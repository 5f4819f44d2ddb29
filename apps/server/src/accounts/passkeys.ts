/**
 * Passkeys (WebAuthn Level 3): a key pair on a device or in a password store, which signs a challenge of ours after it has
 * verified its user. Discoverable, so that nobody types an address; without attestation, for we trust no maker more than
 * another. The relying party is the host of the public URL, and only pages on it may ask.
 */
import type { Kysely } from 'kysely'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { PersonId } from '@tandem/rules'
import type { PasskeyAssertion, PasskeyAttestation, PasskeyOptions } from '@tandem/wire'
import type { Addresses } from '../auth/origin.ts'
import type { Random } from '../auth/secret.ts'
import { ACCOUNT_LIMITS, SESSION_LIMITS } from '../limits.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'

/**
 * EdDSA, ES256 and RS256, which every authenticator has one of. Named, for else the library tries what else this Node could do,
 * and Node warns of that on the console.
 */
const ALGORITHMS = [-8, -7, -257]

export type Begun = { readonly options: PasskeyOptions; readonly challenge: string }

export type KeptPasskey = {
  readonly id: string
  readonly name: string
  readonly madeAt: number
  readonly lastUsedOn: string | null
}

export type Passkeys = ReturnType<typeof passkeys>

export type PasskeyPorts = {
  readonly tables: Kysely<SessionTables>
  readonly clock: () => number
  readonly random: Random
  readonly addresses: Addresses
}

export function passkeys({ tables, clock, random, addresses }: PasskeyPorts) {
  const { publicUrl, hosts } = addresses
  const rpID = publicUrl.hostname
  const expectedOrigin = [...hosts].map((host) => `${publicUrl.protocol}//${host}`)

  const rowsOf = (person: PersonId) => tables.selectFrom('passkey').selectAll().where('person', '=', person)

  const begun = (options: { readonly challenge: string }): Begun => ({
    options: { ...options },
    challenge: options.challenge,
  })

  return {
    async signInOptions(): Promise<Begun> {
      const challenge = Uint8Array.from(random(SESSION_LIMITS.tokenBytes))
      const settings = { rpID, challenge, userVerification: 'required', timeout: ACCOUNT_LIMITS.pending } as const
      return begun(await generateAuthenticationOptions(settings))
    },

    async confirmationOptions(person: PersonId): Promise<Begun> {
      const allowCredentials = (await rowsOf(person).execute()).map(({ id }) => ({ id }))
      const challenge = Uint8Array.from(random(SESSION_LIMITS.tokenBytes))
      const settings = { rpID, challenge, userVerification: 'required', timeout: ACCOUNT_LIMITS.pending } as const
      return begun(await generateAuthenticationOptions({ ...settings, allowCredentials }))
    },

    async newPasskeyOptions(person: PersonId, email: string, name: string): Promise<Begun> {
      const excludeCredentials = (await rowsOf(person).execute()).map(({ id }) => ({ id }))
      const options = await generateRegistrationOptions({
        rpName: 'Tandem',
        rpID,
        userName: email,
        userDisplayName: name,
        userID: new Uint8Array(Buffer.from(person, 'utf8')),
        challenge: Uint8Array.from(random(SESSION_LIMITS.tokenBytes)),
        timeout: ACCOUNT_LIMITS.pending,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return begun(options)
    },

    /** @returns what keeps it, or null if the answer does not fit the challenge. */
    async adding(person: PersonId, name: string, answer: PasskeyAttestation, challenge: string) {
      const verified = await orNull(() =>
        verifyRegistrationResponse({
          response: answer as unknown as Parameters<typeof verifyRegistrationResponse>[0]['response'],
          expectedChallenge: challenge,
          expectedOrigin,
          expectedRPID: rpID,
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
        }),
      )
      if (!verified?.verified) return null
      const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential
      const row = { id, person, name, public_key: publicKey, counter, transports: JSON.stringify(transports) }
      const insertion = tables.insertInto('passkey').values({ ...row, made_at: clock(), last_used_on: null })
      const statement = insertion.onConflict((conflict) => conflict.column('id').doNothing())
      return { statement, mustChange: true } satisfies TogetherStatement
    },

    /** Whose passkey answered this challenge; null if none of ours did, or not rightly. */
    async verify(answer: PasskeyAssertion, challenge: string): Promise<PersonId | null> {
      const row = await tables.selectFrom('passkey').selectAll().where('id', '=', answer.id).executeTakeFirst()
      if (row === undefined || !isOwner(row.person, answer)) return null
      const publicKey = Uint8Array.from(row.public_key)
      const verified = await orNull(() =>
        verifyAuthenticationResponse({
          response: answer as unknown as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
          expectedChallenge: challenge,
          expectedOrigin,
          expectedRPID: rpID,
          credential: { id: row.id, publicKey, counter: row.counter },
          requireUserVerification: true,
        }),
      )
      if (!verified?.verified) return null
      const day = new Date(clock()).toISOString().slice(0, 10)
      const used = { counter: verified.authenticationInfo.newCounter, last_used_on: day }
      await tables.updateTable('passkey').set(used).where('id', '=', row.id).execute()
      return row.person
    },

    async ofPerson(person: PersonId): Promise<readonly KeptPasskey[]> {
      const rows = await rowsOf(person).orderBy('made_at').execute()
      return rows.map(({ id, name, made_at, last_used_on }) => ({
        id,
        name,
        madeAt: made_at,
        lastUsedOn: last_used_on,
      }))
    },

    removing: (person: PersonId, id: string): TogetherStatement => ({
      statement: tables.deleteFrom('passkey').where('person', '=', person).where('id', '=', id),
      mustChange: true,
    }),

    removingAll: (person: PersonId): TogetherStatement => ({
      statement: tables.deleteFrom('passkey').where('person', '=', person),
    }),
  }
}

/** Where the authenticator says whose key it is, it has to be the account that we keep it for. */
function isOwner(person: PersonId, { response: { userHandle } }: PasskeyAssertion): boolean {
  return userHandle === undefined || Buffer.from(userHandle, 'base64url').toString('utf8') === person
}

/** The library throws for whatever is wrong with an answer, and an answer comes from anybody: all of it means no. */
async function orNull<Value>(verify: () => Promise<Value>): Promise<Value | null> {
  try {
    return await verify()
  } catch {
    // The error quotes what was sent, so it is not passed on.
    return null
  }
}
