/** What people are told of reviews. The oldest make room: whoever never looks must not fill the disk. */
import type { Instant, PersonId, ReviewId } from '@tandem/rules'
import { NOTICE_LIMITS } from '../../limits.ts'
import type { NewNotice, NoticeId, StoredNotice } from '../contract.ts'
import type { NoticeTable } from '../session-tables.ts'
import type { Connection } from './connection.ts'

export type NoticeTables = ReturnType<typeof noticeTables>

export function noticeTables(connection: Connection) {
  const { insertion, transaction } = connection
  const insert = insertion('notice')
  const { newest, unread, forget, markAll, markOne } = noticeStatements(connection)
  return {
    /** Inside the transaction of the events. */
    keep(review: ReviewId, notices: readonly NewNotice[]): void {
      for (const { id, person, kind, at, by, study, form, studies, thread, comment } of notices)
        insert({ id, person, review, kind, at, by, study, form, studies, thread, comment, read_at: null })
      for (const person of new Set(notices.map((notice) => notice.person))) forget.run({ person })
    },

    newestOf: (person: PersonId, most: number): readonly StoredNotice[] => newest.all({ person, most }).map(noticeOf),

    unreadOf: (person: PersonId): number => unread.get({ person })?.count ?? 0,

    markRead: (person: PersonId, ids: readonly NoticeId[] | null, at: Instant): void =>
      transaction(() => {
        if (ids === null) markAll.run({ person, at })
        else for (const id of ids) markOne.run({ person, id, at })
      }),
  }
}

type NoticeRow = Omit<NoticeTable, 'number' | 'mailed'> & { readonly number: number; readonly mailed: 0 | 1 }

function noticeOf({
  id,
  person,
  review,
  kind,
  at,
  by,
  study,
  form,
  studies,
  thread,
  comment,
  read_at,
}: NoticeRow): StoredNotice {
  return { id, person, review, kind, at, by, study, form, studies, thread, comment, readAt: read_at }
}

function noticeStatements({ queries, statement }: Connection) {
  type Marking = { person: PersonId; at: Instant }
  const ofMember = () =>
    queries
      .selectFrom('notice')
      .innerJoin('membership', (join) =>
        join.onRef('membership.review', '=', 'notice.review').onRef('membership.person', '=', 'notice.person'),
      )
      .where('membership.is_member', '=', 1)
  return {
    newest: statement<{ person: PersonId; most: number }, NoticeRow>((v) =>
      ofMember().selectAll('notice').where('notice.person', '=', v.person).orderBy('number', 'desc').limit(v.most),
    ),
    unread: statement((v: { person: PersonId }) =>
      ofMember()
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('notice.person', '=', v.person)
        .where('read_at', 'is', null),
    ),
    forget: statement((v: { person: PersonId }) =>
      queries
        .deleteFrom('notice')
        .where(
          'number',
          'in',
          queries
            .selectFrom('notice as kept')
            .select('kept.number')
            .where('kept.person', '=', v.person)
            .orderBy('kept.number', 'desc')
            .limit(-1)
            .offset(NOTICE_LIMITS.perPerson),
        ),
    ),
    markAll: statement((v: Marking) =>
      queries.updateTable('notice').set({ read_at: v.at }).where('person', '=', v.person).where('read_at', 'is', null),
    ),
    markOne: statement((v: Marking & { id: NoticeId }) =>
      queries
        .updateTable('notice')
        .set({ read_at: v.at })
        .where('id', '=', v.id)
        .where('person', '=', v.person)
        .where('read_at', 'is', null),
    ),
  }
}
