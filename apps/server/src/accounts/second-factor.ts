/** A code of the app, or a recovery code in its place: right once. */
import type { PersonId } from '@tandem/rules'
import type { SecondFactor } from '@tandem/wire'
import type { Together, TogetherStatement } from '../store/session-tables.ts'
import type { Credentials } from './credentials.ts'
import { stepOfCode } from './one-time-codes.ts'

type FactorParts = {
  readonly together: Together
  readonly credentials: Credentials
  readonly clock: () => number
}

export type UseFactor = (
  person: PersonId,
  factor: SecondFactor,
  others: readonly TogetherStatement[],
) => Promise<boolean>

/** Uses it up together with what else happens then; false, and nothing happens, if it is wrong or was used. */
export function factorUse({ together, credentials, clock }: FactorParts): UseFactor {
  const using = async (person: PersonId, factor: SecondFactor): Promise<TogetherStatement | null> => {
    if (factor.kind === 'recovery-code') return credentials.usingRecoveryCode(person, factor.code)
    const totp = await credentials.totpOf(person)
    const step = totp && stepOfCode(totp.secret, factor.code, clock())
    return step === null ? null : credentials.usingCode(person, step)
  }
  return async (person, factor, others) => {
    const use = await using(person, factor)
    return use !== null && together([use, ...others])
  }
}
