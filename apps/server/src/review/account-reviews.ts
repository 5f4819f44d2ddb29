/** What accounts ask of the reviews: who may come in, who must not go, what people are called. */
import { membersOf, memberOf, type Json, type PersonId, type ReviewId, type ReviewView } from '@tandem/rules'
import type { AccountReviews } from '../accounts/ports.ts'
import type { Reviews } from './reviews.ts'

export function accountReviews(reviews: Reviews): AccountReviews {
  const viewOf = async (id: ReviewId): Promise<ReviewView | null> => (await reviews.open(id))?.view ?? null
  const viewsOf = async (person: PersonId): Promise<readonly ReviewView[]> => {
    const { reviews: cards } = await reviews.list(person)
    const views = await Promise.all(cards.map(({ id }) => viewOf(id)))
    return views.filter((view) => view !== null)
  }
  return {
    titleOf: async (review) => (await viewOf(review))?.review.title ?? null,

    async titlesOf(person) {
      return new Map((await reviews.list(person)).reviews.map(({ id, title }) => [id, title]))
    },

    async isInvited(review, invitation) {
      const view = await viewOf(review)
      return view?.invitations.some(({ id, state }) => id === invitation && state === 'open') ?? false
    },

    async join({ review, invitation, person, name }) {
      const answer = await reviews.atTheDoor(review, person, { type: 'join', invitation, name })
      if (answer?.ok) return 'joined'
      // The rule that refused does not tell: for whom this very invitation let in, it is that the invitation was used.
      const view = await viewOf(review)
      return view !== null && memberOf(view, person) ? 'already-member' : 'refused'
    },

    async ledAloneBy(person) {
      const views = await viewsOf(person)
      return views.filter((view) => leadsAlone(view, person)).map(({ review }) => review.title)
    },

    async leaveAll(person, newId) {
      const kept: string[] = []
      for (const { id, title } of (await reviews.list(person)).reviews) {
        // Null: they have left meanwhile.
        const answer = await reviews.command(id, person, { id: newId(), command: LEAVING })
        if (answer?.ok === false) kept.push(title)
      }
      return kept
    },

    async membershipsOf(person) {
      const views = await viewsOf(person)
      return views.map((view): Json => {
        const member = memberOf(view, person)
        const { id, title } = view.review
        return { review: id, title, roles: member?.roles ?? [], conflictsOfInterest: member?.conflictsOfInterest ?? [] }
      })
    },

    onRenamed: (person, name) => reviews.rename(person, name),
  }
}

const LEAVING = { type: 'leave', reason: 'The account was deleted.' } as const

function leadsAlone(view: ReviewView, person: PersonId): boolean {
  const leads = membersOf(view).filter(({ roles }) => roles.includes('lead'))
  return leads.length === 1 && leads[0]?.id === person
}
