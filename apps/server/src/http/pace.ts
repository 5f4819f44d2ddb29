/**
 * How often one person may ask. Counted by person and not by address, and never by what others do: a whole institution may
 * share an address, and a budget that somebody else can use up would tell what they do.
 */
import type { MiddlewareHandler } from 'hono'
import type { PersonId } from '@tandem/rules'
import { Allowance, type Rate } from '../sync/rate.ts'
import { refuse } from './refusal.ts'
import type { SignedInOnly } from './requests.ts'

/** Behind `signedIn`. @param clock milliseconds since 1970. */
export function atPace(rate: Rate, clock: () => number): MiddlewareHandler<SignedInOnly> {
  const allowances = new Map<PersonId, Allowance>()
  return async (context, next) => {
    const { id } = context.get('session').person
    const allowance = allowances.get(id) ?? new Allowance(rate, clock)
    allowances.set(id, allowance)
    if (allowance.take()) return next()
    context.header('Retry-After', String(Math.ceil(allowance.wait() / 1_000)))
    return refuse(context, 'too-many-requests')
  }
}
