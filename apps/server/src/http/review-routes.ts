import type { Context } from 'hono'
import { sentenceOf, type Denial, type DocumentId, type Instant, type ReviewId } from '@tandem/rules'
import { areToConfirm, isToConfirm, type CommandRefused } from '@tandem/wire'
import { objectionUnconfirmed } from '../auth/asker.ts'
import type { Handlers } from './api.ts'
import type { Invitations } from '../accounts/invitations.ts'
import { Lanes } from './lanes.ts'
import { madeInvitation } from './made-invitation.ts'
import { refuse, refuseAccount } from './refusal.ts'
import type { Reviews, SnapshotFile } from './reviews.ts'

type ReviewHandlers = Handlers<
  | 'reviews'
  | 'found-review'
  | 'review'
  | 'review-log'
  | 'extractions'
  | 'settled-sds'
  | 'item-history'
  | 'document-history'
  | 'invite-member'
  | 'command'
  | 'snapshot'
>

/** Null answers for unknown and forbidden, alike. */
export function reviewHandlers(reviews: Reviews, invitations: Invitations, clock: () => number): ReviewHandlers {
  const lanes = new Lanes()
  return {
    reviews: ({ asker }) => reviews.list(asker.person.id),

    async 'found-review'({ context, asker, body }) {
      const { id: person, name, hue } = asker.person
      const founded = await reviews.found({ person, name, hue, isReviewer: body.isReviewer }, body.plan)
      if (founded.ok) return { review: founded.value }
      if (founded.reason.rule === 'too-many-reviews') return refuseAccount(context, { refusal: 'too-many' })
      return context.json(refusalOf(founded.reason), 409)
    },

    async 'review-log'({ context, asker, parameter }) {
      const { id } = asker.person
      return lanes.run(id, async () => {
        const log = await reviews.log(parameter('review') as ReviewId, id)
        return log === null ? refuse(context, 'not-found') : context.json(log)
      })
    },

    async extractions({ context, asker, parameter }) {
      const { id } = asker.person
      return lanes.run(id, async () => {
        const studies = await reviews.extractions(parameter('review') as ReviewId, id, parameter('form'))
        return studies === null ? refuse(context, 'not-found') : context.json({ studies })
      })
    },

    async 'settled-sds'({ context, asker, parameter }) {
      const { id } = asker.person
      return lanes.run(id, async () => {
        const studies = await reviews.settledSds(parameter('review') as ReviewId, id, parameter('form'))
        return studies === null ? refuse(context, 'not-found') : context.json({ studies })
      })
    },

    async 'item-history'({ context, asker, parameter }) {
      const { id } = asker.person
      const document = parameter('document') as DocumentId
      return lanes.run(id, async () => {
        const changes = await reviews.itemHistory(parameter('review') as ReviewId, id, document, parameter('item'))
        return changes === null ? refuse(context, 'not-found') : context.json({ changes })
      })
    },

    async 'document-history'({ context, asker, parameter }) {
      const { id } = asker.person
      const document = parameter('document') as DocumentId
      return lanes.run(id, async () => {
        const moments = await reviews.documentHistory(parameter('review') as ReviewId, id, document)
        return moments === null ? refuse(context, 'not-found') : context.json({ moments })
      })
    },

    // The review decides first: what it takes into its log has no secret. The link is made last, so a kill in between leaves
    // an invitation that nobody can open, and never a link that opens nothing.
    async 'invite-member'({ context, asker, body, address, parameter }) {
      const objection = areToConfirm(body.roles) ? objectionUnconfirmed(asker, clock()) : null
      if (objection !== null) return refuse(context, objection)
      const review = parameter('review') as ReviewId
      const { id: by } = asker.person
      if (await invitations.hasReachedLimit(by)) return refuseAccount(context, { refusal: 'too-many' })
      const reserved = invitations.reserve()
      const expiresAt = new Date(reserved.expiresAt).toISOString() as Instant
      const { roles, email } = body
      const answer = await reviews.atTheDoor(review, by, { type: 'invite', invitation: reserved.id, roles, expiresAt })
      if (answer === null) return refuse(context, 'not-found')
      if (!answer.ok) return context.json(answer, 409)
      const made = await invitations.make({ by, from: address, email, review: { id: review, roles, reserved } })
      return made.ok ? madeInvitation(invitations, made.value, review) : refuseAccount(context, made.reason)
    },

    async review({ context, asker, parameter }) {
      const { id } = asker.person
      return lanes.run(id, async () => {
        const review = await reviews.read(parameter('review') as ReviewId, id)
        return review === null ? refuse(context, 'not-found') : context.json(review)
      })
    },

    async command({ context, asker, body, parameter }) {
      const objection = isToConfirm(body.command) ? objectionUnconfirmed(asker, clock()) : null
      if (objection !== null) return refuse(context, objection)
      const answer = await reviews.command(parameter('review') as ReviewId, asker.person.id, body)
      if (answer === null) return refuse(context, 'not-found')
      return context.json(answer, answer.ok ? 200 : 409)
    },

    async snapshot({ context, asker, parameter }) {
      const number = Number(parameter('number'))
      const file = await reviews.snapshot(parameter('review') as ReviewId, asker.person.id, number)
      return file === null ? refuse(context, 'not-found') : download(context, file)
    },
  }
}

function refusalOf({ rule, details }: Denial): CommandRefused {
  return { ok: false, denial: { rule, details }, sentence: sentenceOf(rule) }
}

/** RFC 6266: an ASCII name for old clients, the exact one beside it. */
export function download(context: Context, { fileName, text }: SnapshotFile): Response {
  const ascii = fileName.replace(/[^\w.-]/g, '_')
  const exact = encodeURIComponent(fileName).replace(/['()*]/g, percentEncoded)
  context.header('Content-Disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`)
  return context.body(text, 200, { 'Content-Type': 'application/json; charset=utf-8' })
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
