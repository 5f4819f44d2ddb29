/**
 * Accounts on the wire: setting the server up, signing in, one's own account, invitations, administration. `routes.ts`
 * says which route takes and answers what.
 *
 * - Times are ISO 8601 in UTC; days are dates such as 2026-01-31.
 * - A secret (setup code, invitation, reset link, token) never stands in a path or a query. Links carry it behind `#`, the
 *   page posts it and clears its address.
 * - Every refusal is an ApiError; its `error` is one of `AccountRefusal` where a rule of accounts refused.
 */
import { z } from 'zod'

const isWellFormed = (text: string): boolean => text.isWellFormed()
/** Letters of any script, but nothing that steers a terminal, a mail header or the direction of writing. */
const isPrintable = (text: string): boolean =>
  isWellFormed(text) && !/[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u.test(text)

const time = z.iso.datetime()
const day = z.iso.date()
const id = z.string().regex(/^[\w-]{1,64}$/)
const base64url = z.string().regex(/^[\w-]{1,12000}$/)
/** Any characters, spaces included; nothing is cut off. How long it must be, the server says: it knows the account. */
const password = z.string().min(1).max(1_000).refine(isWellFormed, 'holds half a character')
const personName = z.string().trim().min(1).max(100).refine(isPrintable, 'holds a character that cannot be shown')
const label = z.string().trim().min(1).max(60).refine(isPrintable, 'holds a character that cannot be shown')
/** What the server hands out: 256 random bits, or 128 for the setup code. */
const secret = z
  .string()
  .trim()
  .regex(/^[\w-]{20,100}$/)
const oneTimeCode = z
  .string()
  .trim()
  .regex(/^\d{6}$/)
/** As it was shown, with or without its hyphens, in capitals or not. */
const recoveryCode = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z -]{16,40}$/)

/** Compared without case; kept, and written to, as it was given. */
export const EmailSchema = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,190}$/u)
  .refine(isPrintable, 'holds a character that no address has')

/** How a rule of accounts refuses. The sentence beside it is for people. */
export type AccountRefusal =
  /** 403. The same for an unknown address, a wrong password, an account without one and a disabled one. */
  | 'wrong-credentials'
  /** 403. The code of the second factor is wrong, or has been used. */
  | 'wrong-code'
  /** 403. Sign in from the beginning: what was begun is over, or was never begun in this browser. */
  | 'start-again'
  /** 403. Ask for the password, a passkey or a code once more (`session/confirm`), then repeat the request. */
  | 'confirm-first'
  /**
   * 403. Administration opens to both factors only: set the second one up, or show it (`session/confirm`). A change of factors:
   * there is a second one, and this session has not shown it.
   */
  | 'second-factor-first'
  /** 403. An API token may not do this, or this one has not the scope. */
  | 'token-not-allowed'
  /** 409. The password is too short, too common, or made of the name, the address or the host. */
  | 'weak-password'
  /** 409. Somebody has an account with this address. */
  | 'email-taken'
  /** 409. The link is used, over, revoked or was never given. One word for all. */
  | 'link-over'
  /** 409. The invitation is for another address. */
  | 'for-another-address'
  /** 409. This server has been set up. */
  | 'already-set-up'
  /** 409. Registration is by invitation. */
  | 'by-invitation'
  /** 409. This server sends mail, so registration begins with a letter (`ask-to-register`). */
  | 'letter-first'
  /** 409. This server sends no mail. */
  | 'no-mail'
  /** 409. Nobody else administrates this server. */
  | 'last-administrator'
  /** 409. Nobody else leads one of this person's reviews. */
  | 'last-lead'
  /** 409. A demo account has no credentials. */
  | 'demo-account'
  /** 409. It is already so, or there is nothing to take back: load the page again. */
  | 'no-change'
  /** 409. As many of these as there may be. */
  | 'too-many'
  /** 429, with Retry-After. Too many failures on this account or from this address. */
  | 'too-many-failures'
  /** 503, with Retry-After. Too many sign-ins at this moment. */
  | 'busy'

// --- who is signed in

export const SessionAnswerSchema = z.object({
  person: z
    .object({
      id,
      name: z.string(),
      /** 1 to 8. */
      hue: z.number(),
      administrator: z.boolean(),
      /** Codes of an app or a passkey; shown: in this session. Administration opens where it was shown. */
      secondFactor: z.enum(['none', 'not-shown', 'shown']),
      /** A demo person: has no credentials, no profile and no settings. */
      demo: z.boolean(),
    })
    .nullable(),
  /** Whether the demo's people can be signed in as, from here. */
  demo: z.boolean(),
  /** Nobody has an account with a password yet: the console shows a link to `/setup#code=…`. */
  needsSetup: z.boolean(),
  registration: z.enum(['open', 'invitation']),
  /** Whether this server can send mail: "forgot password" works by itself. */
  mail: z.boolean(),
  /** Characters that a password needs where no second factor stands beside it, e.g. that of a new account. */
  minimumPassword: z.number(),
})

/** The first account, which administrates the server. */
export const SetupSchema = z.strictObject({ code: secret, name: personName, email: EmailSchema, password })
export const RegistrationSchema = z.strictObject({ name: personName, email: EmailSchema, password })

/** Where mail is sent: a link goes to the address. */
export const AskToRegisterSchema = z.strictObject({ email: EmailSchema })
/** Looking does not use the link up. */
export const AddressLookSchema = z.object({
  email: z.string(),
  /** False: it belongs to an account that there is, and is opened where one is signed in to it. */
  makesAccount: z.boolean(),
  minimumPassword: z.number(),
})
export type AddressLook = Readonly<z.infer<typeof AddressLookSchema>>
/** The address is that of the link. */
export const LinkedRegistrationSchema = z.strictObject({ token: secret, name: personName, password })

export const SignInSchema = z.strictObject({ email: z.string().max(254), password })
/** `second-factor`: a cookie for five minutes goes with it; `session/second-factor` completes the sign-in. */
export const SignInAnswerSchema = z.object({ state: z.enum(['signed-in', 'second-factor']) })
export type SignInAnswer = Readonly<z.infer<typeof SignInAnswerSchema>>

export const SecondFactorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), code: oneTimeCode }),
  z.strictObject({ kind: z.literal('recovery-code'), code: recoveryCode }),
])
export type SecondFactor = Readonly<z.infer<typeof SecondFactorSchema>>

/** For `navigator.credentials`, as @simplewebauthn/browser takes it in `optionsJSON`. */
export const PasskeyOptionsSchema = z.record(z.string(), z.unknown())
export type PasskeyOptions = Readonly<z.infer<typeof PasskeyOptionsSchema>>

const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()),
}

/** What @simplewebauthn/browser gives back at sign-in. Unknown members are left out. */
export const PasskeyAssertionSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
})
export type PasskeyAssertion = z.infer<typeof PasskeyAssertionSchema>

/** What @simplewebauthn/browser gives back when a passkey is made. Unknown members are left out. */
export const PasskeyAttestationSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
})
export type PasskeyAttestation = z.infer<typeof PasskeyAttestationSchema>

export const PasskeySignInSchema = z.strictObject({ passkey: PasskeyAssertionSchema })

/** Who is signed in shows once more that it is them; holds for ten minutes, for this session. */
export const ConfirmationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), password }),
  z.strictObject({ kind: z.literal('code'), code: oneTimeCode }),
  z.strictObject({ kind: z.literal('passkey'), passkey: PasskeyAssertionSchema }),
])
export type Confirmation = Readonly<z.infer<typeof ConfirmationSchema>>

// --- one's own account

export const AccountAnswerSchema = z.object({
  id,
  name: z.string(),
  hue: z.number(),
  /** Null for a demo person, who has nothing of what follows either. */
  email: z.string().nullable(),
  /** Whether somebody opened a link that was sent to it: letters that let one in go to no other. */
  emailVerified: z.boolean(),
  administrator: z.boolean(),
  madeAt: time.nullable(),
  hasPassword: z.boolean(),
  /** Characters that a new password needs, as the account is now. */
  minimumPassword: z.number(),
  /** When codes of an authenticator app were switched on; null while they are off. */
  totpSince: time.nullable(),
  recoveryCodesLeft: z.number(),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), madeAt: time, lastUsedOn: day.nullable() })),
  /** Until when this session counts as confirmed; null: confirm first. */
  confirmedUntil: time.nullable(),
})
export type AccountAnswer = Readonly<z.infer<typeof AccountAnswerSchema>>

export const NewNameSchema = z.strictObject({ name: personName })
export const NewEmailSchema = z.strictObject({ email: EmailSchema })
export const NewPasswordSchema = z.strictObject({ password })

/** Shown once; the codes count from the first right one on. */
export const TotpBegunSchema = z.object({
  /** otpauth://totp/… */
  uri: z.string(),
  /** The same key for typing, base32 in groups of four. */
  secret: z.string(),
  /** The URI as a QR code: `path` fills the dark squares, `size` is the width and height of the view box, margin included. */
  qr: z.object({ path: z.string(), size: z.number() }),
})
export type TotpBegun = Readonly<z.infer<typeof TotpBegunSchema>>
export const TotpCodeSchema = z.strictObject({ code: oneTimeCode })
/** Shown once. Each signs in once in place of a code. */
export const RecoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) })
export type RecoveryCodes = Readonly<z.infer<typeof RecoveryCodesSchema>>

export const NewPasskeySchema = z.strictObject({ name: label, passkey: PasskeyAttestationSchema })

export const OwnSessionsSchema = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      /** The session of this request. */
      isThis: z.boolean(),
      /** E.g. "Firefox on Linux". */
      device: z.string(),
      madeAt: time,
      /** To five minutes. */
      lastUsedAt: time,
    }),
  ),
})
export type OwnSessions = Readonly<z.infer<typeof OwnSessionsSchema>>

/** The own address, typed once more. */
export const DeleteAccountSchema = z.strictObject({ email: z.string().max(254) })

// --- tokens for programs

/** `write` includes `read`. `admin` is for administrators, and is neither of the others. */
export const TokenScopeSchema = z.enum(['read', 'write', 'admin'])
export type TokenScope = z.infer<typeof TokenScopeSchema>

export const NewTokenSchema = z.strictObject({
  name: label,
  scopes: z.array(TokenScopeSchema).min(1).max(3),
  /** How long it holds. */
  days: z.number().int().min(1).max(365),
})
export const ApiTokenSchema = z.object({
  id,
  name: z.string(),
  scopes: z.array(TokenScopeSchema),
  madeAt: time,
  expiresAt: time,
  lastUsedOn: day.nullable(),
})
export type ApiToken = Readonly<z.infer<typeof ApiTokenSchema>>
/** The token itself is shown this once. */
export const TokenMadeSchema = z.object({ token: z.string(), entry: ApiTokenSchema })
export type TokenMade = Readonly<z.infer<typeof TokenMadeSchema>>
export const TokensSchema = z.object({ tokens: z.array(ApiTokenSchema) })
export type Tokens = Readonly<z.infer<typeof TokensSchema>>

// --- passwords that were forgotten

export const ForgottenSchema = z.strictObject({ email: z.string().max(254) })
export const LinkTokenSchema = z.strictObject({ token: secret })
/** Whose password the link sets. Looking does not use it up. */
export const ResetLookSchema = z.object({ email: z.string(), minimumPassword: z.number() })
export type ResetLook = Readonly<z.infer<typeof ResetLookSchema>>
/** Nobody is signed in by it: sign in with the new password, and with the second factor where there is one. */
export const ResetSchema = z.strictObject({ token: secret, password })

// --- invitations

const role = z.enum(['lead', 'reviewer', 'adjudicator', 'supervisor', 'guest'])
export const InvitationRolesSchema = z.array(role).max(5)

export const NewInvitationSchema = z.strictObject({
  /** With an address: for nobody else, and sent to it where the server sends mail. */
  email: EmailSchema.nullable(),
})
export const InvitationSchema = z.object({
  id,
  kind: z.enum(['server', 'review']),
  /** Null in an invitation to the server. */
  roles: InvitationRolesSchema.nullable(),
  email: z.string().nullable(),
  madeBy: z.object({ id, name: z.string() }),
  madeAt: time,
  expiresAt: time,
  state: z.enum(['open', 'used', 'over', 'revoked']),
  usedBy: z.object({ id, name: z.string() }).nullable(),
})
export type Invitation = Readonly<z.infer<typeof InvitationSchema>>
/** The link is shown this once. */
export const InvitationMadeSchema = z.object({ invitation: InvitationSchema, link: z.string(), isMailed: z.boolean() })
export type InvitationMade = Readonly<z.infer<typeof InvitationMadeSchema>>
export const InvitationsSchema = z.object({ invitations: z.array(InvitationSchema) })
export type Invitations = Readonly<z.infer<typeof InvitationsSchema>>

/** Who invites to what. Looking does not use it up. */
export const InvitationLookSchema = z.object({
  kind: z.enum(['server', 'review']),
  invitedBy: z.string(),
  /** The title of the review; null in an invitation to the server. */
  review: z.string().nullable(),
  roles: InvitationRolesSchema.nullable(),
  /** The address it is bound to, as "c…@example.org": whoever finds a link learns no address. */
  email: z.string().nullable(),
  expiresAt: time,
})
export type InvitationLook = Readonly<z.infer<typeof InvitationLookSchema>>

export const InvitedRegistrationSchema = z.strictObject({
  token: secret,
  name: personName,
  email: EmailSchema,
  password,
})
/** Where to go: the review, or null for an invitation to the server. */
export const InvitationAcceptedSchema = z.object({ review: id.nullable() })
export type InvitationAccepted = Readonly<z.infer<typeof InvitationAcceptedSchema>>

// --- the security log

export const SECURITY_EVENTS = [
  'server-set-up',
  'registration-asked',
  'registered',
  'signed-in',
  'sign-in-failed',
  'second-factor-failed',
  'confirmation-failed',
  'signed-out',
  'sessions-ended',
  'password-changed',
  'password-reset-asked',
  'password-reset',
  'address-link-sent',
  'email-verified',
  'email-changed',
  'name-changed',
  'totp-on',
  'totp-off',
  'recovery-codes-made',
  'recovery-code-used',
  'passkey-added',
  'passkey-removed',
  'token-made',
  'token-revoked',
  'account-deleted',
  'invitation-made',
  'invitation-revoked',
  'invitation-accepted',
  'reset-link-made',
  'account-disabled',
  'account-enabled',
  'administrator-made',
  'administrator-unmade',
  'second-factor-removed',
  'registration-changed',
] as const
export type SecurityEvent = (typeof SECURITY_EVENTS)[number]

const mentioned = z.object({ id, name: z.string() }).nullable()

export const SecurityLogSchema = z.object({
  /** Newest first. */
  entries: z.array(
    z.object({
      number: z.number(),
      at: time,
      what: z.enum(SECURITY_EVENTS),
      /** Who did it; null: nobody known, e.g. a failed sign-in. */
      by: mentioned,
      /** Whose account it is about; null: none, e.g. a sign-in for an unknown address. */
      about: mentioned,
      /** The network address it came from; empty for the server itself. */
      from: z.string(),
      /** E.g. the device, the reason, the name of the token. */
      detail: z.string().nullable(),
    }),
  ),
  /** For the next page: ask with `?before=` this number; null at the end. */
  next: z.number().nullable(),
})
export type SecurityLog = Readonly<z.infer<typeof SecurityLogSchema>>

// --- administration

export const AccountListSchema = z.object({
  accounts: z.array(
    z.object({
      id,
      name: z.string(),
      hue: z.number(),
      email: z.string(),
      madeAt: time,
      lastSeenOn: day.nullable(),
      administrator: z.boolean(),
      disabled: z.boolean(),
      hasTotp: z.boolean(),
      passkeys: z.number(),
    }),
  ),
})
export type AccountList = Readonly<z.infer<typeof AccountListSchema>>

/** The link is shown this once, and holds for an hour. */
export const ResetLinkSchema = z.object({ link: z.string(), expiresAt: time })
export type ResetLink = Readonly<z.infer<typeof ResetLinkSchema>>

export const SetAdministratorSchema = z.strictObject({ administrator: z.boolean() })
export const SetDisabledSchema = z.strictObject({ disabled: z.boolean() })
/** How the administrator made sure of who asked; stands in the log. */
export const RemoveSecondFactorSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500).refine(isPrintable, 'holds a character that cannot be shown'),
})

export const ServerSettingsSchema = z.strictObject({ registration: z.enum(['open', 'invitation']) })
export type ServerSettings = Readonly<z.infer<typeof ServerSettingsSchema>>
