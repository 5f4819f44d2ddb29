/**
 * The digest: a letter, once a day at most, to whoever has notices that wait unread. It says how many, of which reviews, and
 * where to read them; never what a comment says or which study it is about, for mail travels in the open and stays where it
 * arrives. A notice is counted in one letter only, and none goes to an address that nobody has shown to be theirs.
 */
import { sql } from 'kysely'
import type { Instant, PersonId, ReviewId } from '@tandem/rules'
import { DIGEST_LIMITS } from '../limits.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import { digestLetter } from './letters.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts } from './ports.ts'

type DigestParts = Pick<AccountPorts, 'tables' | 'together' | 'clock' | 'addresses' | 'mailbox' | 'reviews'> & {
  readonly people: People
}

export type Digest = ReturnType<typeof digest>

export function digest({ tables, together, clock, addresses, mailbox, reviews, people }: DigestParts) {
  const instant = (time: number): Instant => new Date(time).toISOString() as Instant

  /** Who has waited long enough, for a notice and since the last letter. */
  const due = async (): Promise<readonly PersonId[]> => {
    const waiting = tables
      .selectFrom('notice')
      .innerJoin('profile', 'profile.person', 'notice.person')
      .leftJoin('digest', 'digest.person', 'notice.person')
      .select('notice.person')
      .distinct()
      .where('profile.disabled_at', 'is', null)
      .where('profile.verified_at', 'is not', null)
      .where('read_at', 'is', null)
      .where('mailed', '=', 0)
      .where('at', '<=', instant(clock() - DIGEST_LIMITS.waits))
      .where(sql<boolean>`coalesce(digest.is_on, 1) = 1`)
      .where(sql<boolean>`coalesce(digest.sent_at, 0) <= ${clock() - DIGEST_LIMITS.every}`)
    return (await waiting.orderBy('notice.person').limit(DIGEST_LIMITS.atOnce).execute()).map(({ person }) => person)
  }

  const waitingOf = (person: PersonId) =>
    tables
      .selectFrom('notice')
      .select(['review', 'number'])
      .where('person', '=', person)
      .where('read_at', 'is', null)
      .where('mailed', '=', 0)
      .orderBy('number')
      .execute()

  const write = async ({ person, email }: Profile): Promise<void> => {
    const waiting = await waitingOf(person)
    const counts = countsByTitle(waiting, await reviews.titlesOf(person))
    const last = waiting.at(-1)?.number ?? 0
    const letter = digestLetter({ to: email, origin: addresses.publicUrl.origin, counts })
    await together([
      counted(person, last),
      // Of reviews that one has left there is nothing to say.
      ...(counts.length > 0 && mailbox !== null ? [mailbox.writing(letter), sent(person)] : []),
    ])
  }

  const counted = (person: PersonId, last: number): TogetherStatement => ({
    statement: tables.updateTable('notice').set({ mailed: 1 }).where('person', '=', person).where('number', '<=', last),
  })

  const sent = (person: PersonId): TogetherStatement => ({
    statement: tables
      .insertInto('digest')
      .values({ person, is_on: 1, sent_at: clock() })
      .onConflict((conflict) => conflict.column('person').doUpdateSet({ sent_at: clock() })),
  })

  return {
    /** Writes the letters that are due. Runs by itself every few minutes. */
    async send(): Promise<void> {
      if (mailbox === null) return
      for (const person of await due()) {
        const profile = await people.find(person)
        if (profile !== null) await write(profile)
      }
    },

    /** Null where this server sends no mail, or knows no address of this person. */
    async isOn(person: PersonId): Promise<boolean | null> {
      if (mailbox === null || (await people.find(person)) === null) return null
      const row = await tables.selectFrom('digest').select('is_on').where('person', '=', person).executeTakeFirst()
      return row?.is_on !== 0
    },

    async switch(person: PersonId, isOn: boolean): Promise<void> {
      const is_on = isOn ? (1 as const) : (0 as const)
      await tables
        .insertInto('digest')
        .values({ person, is_on, sent_at: 0 })
        .onConflict((conflict) => conflict.column('person').doUpdateSet({ is_on }))
        .execute()
    },

    /** For the export of one's own data. */
    async ofPerson(person: PersonId) {
      const rows = tables.selectFrom('notice').select(['review', 'kind', 'at', 'by', 'read_at as readAt'])
      return rows.where('person', '=', person).orderBy('number').execute()
    },

    removing: (person: PersonId): readonly TogetherStatement[] => [
      { statement: tables.deleteFrom('notice').where('person', '=', person) },
      { statement: tables.deleteFrom('digest').where('person', '=', person) },
    ],
  }
}

function countsByTitle(
  waiting: readonly { readonly review: ReviewId }[],
  titles: ReadonlyMap<ReviewId, string>,
): readonly { readonly title: string; readonly count: number }[] {
  return [...titles]
    .map(([id, title]) => ({ title, count: waiting.filter(({ review }) => review === id).length }))
    .filter(({ count }) => count > 0)
}
