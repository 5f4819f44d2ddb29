/**
 * Sign-in without a password, for trying Tandem on one's own machine. It exists only where all of this holds, and else
 * answers like any address that does not exist:
 *
 * - the configuration says so, and the public URL is a loopback address;
 * - the request comes from this machine, by no proxy, and asks for a loopback name.
 */
import type { IncomingMessage } from 'node:http'
import type { PersonId } from '@tandem/rules'
import { isLoopbackHost, withHostname, type Addresses } from '../auth/origin.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { Handlers } from './api.ts'
import { refuse } from './refusal.ts'
import { isFromThisMachine, setCookie } from './requests.ts'

export type DemoMember = { readonly id: PersonId; readonly name: string; readonly duty: string; readonly hue: number }

export type Demo = {
  readonly people: readonly DemoMember[]
  readonly addresses: Addresses
}

/** The catalogue lets nobody through to these unless `isDemoRequest`. */
export function demoHandlers(demo: Demo | null, sessions: Sessions): Handlers<'demo-people' | 'demo-sign-in'> {
  return {
    'demo-people': async () => ({ people: demo?.people.map((member) => linked(demo, member)) ?? [] }),

    async 'demo-sign-in'({ context, body }) {
      const member = demo?.people.find(({ id }) => id === body.person)
      if (member === undefined) return refuse(context, 'not-found')
      // A token that was there before, whoever put it there, does not become this person's.
      const before = await sessions.validate(context.req.header('cookie'))
      if (before !== null) await sessions.end(before.session.id)
      setCookie(context, await sessions.create(member.id))
      return null
    },
  }
}

/** Each person has a host of their own, so that several can be signed in side by side in one browser. */
export function demoHost(person: PersonId): string {
  return `${person}.localhost`
}

/** What follows # stays in the browser: it is in no log and no Referer. */
export function demoLink({ addresses }: Demo, person: PersonId): string {
  return `${withHostname(addresses.publicUrl, demoHost(person)).origin}/login#demo=${person}`
}

function linked(demo: Demo, { id, name, duty, hue }: DemoMember) {
  return { name, duty, hue, link: demoLink(demo, id) }
}

export function isDemoRequest(demo: Demo | null, incoming: IncomingMessage): boolean {
  return demo !== null && isLoopbackHost(demo.addresses.publicUrl.hostname) && isFromThisMachine(incoming)
}
