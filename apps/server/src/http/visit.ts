/** What handlers of accounts have in common: the browser that asks, and the answer that follows from a result. */
import type { Context } from 'hono'
import type { Result } from '@tandem/rules'
import type { Cookies, Refused, Visit } from '../accounts/ports.ts'
import { deviceName } from '../accounts/device-name.ts'
import { refuseAccount } from './refusal.ts'
import { setCookie, type Anybody } from './requests.ts'

export function visitOf({ context, address }: { context: Context<Anybody>; address: string }): Visit {
  return {
    cookies: context.req.header('cookie'),
    address,
    device: deviceName(context.req.header('user-agent')),
  }
}

export function keepCookies(context: Context, cookies: Cookies): void {
  for (const cookie of cookies) setCookie(context, cookie)
}

/** The value, or the refusal as a response. */
export function orRefuse<Value>(context: Context, result: Result<Value, Refused>): Value | Response {
  return result.ok ? result.value : refuseAccount(context, result.reason)
}

/** The cookies are set and nothing is said, or the refusal. */
export function cookiesOrRefuse(context: Context, result: Result<Cookies, Refused>): null | Response {
  if (!result.ok) return refuseAccount(context, result.reason)
  keepCookies(context, result.value)
  return null
}
