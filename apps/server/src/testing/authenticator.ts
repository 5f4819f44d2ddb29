/**
 * For tests: a passkey in software, as a phone or a password store has it (WebAuthn Level 3, sections 6 and 7). One key pair
 * on P-256, no attestation; it says whatever the test wants of user verification, origin and counter.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { PasskeyAssertion, PasskeyAttestation } from '@tandem/wire'

export type Claims = {
  readonly origin: string
  readonly rpId?: string
  readonly isVerified?: boolean
  readonly counter?: number
}

const FLAGS = { present: 1, verified: 4, attested: 64 } as const

export class Authenticator {
  readonly id = randomBytes(32).toString('base64url')
  readonly #keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  })
  #userHandle = ''

  /** Answers the options of a new passkey. */
  make(options: unknown, claims: Claims): PasskeyAttestation {
    const { challenge, user } = options as { challenge: string; user: { id: string } }
    this.#userHandle = user.id
    const credential = Buffer.from(this.id, 'base64url')
    const length = Buffer.from([0, credential.length])
    const attested = Buffer.concat([Buffer.alloc(16), length, credential, this.#coseKey()])
    const authData = Buffer.concat([authenticatorData(claims, FLAGS.attested), attested])
    const object = [map(3), text('fmt'), text('none'), text('attStmt'), map(0), text('authData'), bytes(authData)]
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: clientData('webauthn.create', challenge, claims).toString('base64url'),
        attestationObject: Buffer.concat(object).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** Answers a challenge. */
  answer(options: unknown, claims: Claims): PasskeyAssertion {
    const { challenge } = options as { challenge: string }
    const client = clientData('webauthn.get', challenge, claims)
    const data = authenticatorData(claims, 0)
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, this.#keys.privateKey).toString('base64url'),
        userHandle: this.#userHandle,
      },
    }
  }

  #credential() {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {} } as const
  }

  /** RFC 9053: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}. */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const [bytesX, bytesY] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
    const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21])
    return Buffer.concat([head, bytes(bytesX), Buffer.from([0x22]), bytes(bytesY)])
  }
}

function clientData(type: string, challenge: string, { origin }: Claims): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

function authenticatorData({ rpId = 'localhost', isVerified = true, counter = 0 }: Claims, more: number): Buffer {
  const flags = FLAGS.present | (isVerified ? FLAGS.verified : 0) | more
  const tail = Buffer.alloc(5)
  tail[0] = flags
  tail.writeUInt32BE(counter, 1)
  return Buffer.concat([createHash('sha256').update(rpId).digest(), tail])
}

// CBOR (RFC 8949), as far as it is needed here.
const map = (size: number): Buffer => Buffer.from([0xa0 | size])
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)])
const bytes = (value: Buffer): Buffer =>
  Buffer.concat([
    value.length < 256 ? Buffer.from([0x58, value.length]) : Buffer.from([0x59, value.length >> 8, value.length & 255]),
    value,
  ])
