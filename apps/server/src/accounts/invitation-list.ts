/** Invitations as they are shown: to who made them, in lists, and in the export of one's own data. */
import type { Kysely } from 'kysely'
import type { PersonId, ReviewId, Role } from '@tandem/rules'
import type { Invitation } from '@tandem/wire'
import type { SessionTables } from '../store/session-tables.ts'
import { textOf } from './times.ts'

export function invitationList(tables: Kysely<SessionTables>, clock: () => number) {
  return {
    /** Newest first. @param review null: those to the server. */
    async list(review: ReviewId | null): Promise<readonly Invitation[]> {
      const rows = await listQuery(tables).where('invitation.review', 'is', review).execute()
      return rows.map((row) => invitationOf(row, clock()))
    },

    /** What this person made or used, for the export of one's own data. */
    async ofPerson(person: PersonId): Promise<readonly Invitation[]> {
      const theirs = listQuery(tables).where((row) =>
        row.or([row('invitation.made_by', '=', person), row('invitation.used_by', '=', person)]),
      )
      return (await theirs.execute()).map((row) => invitationOf(row, clock()))
    },
  }
}

/** Null in an invitation to the server. */
export function rolesOf(json: string | null): Role[] | null {
  return json === null ? null : (JSON.parse(json) as Role[])
}

function listQuery(tables: Kysely<SessionTables>) {
  return tables
    .selectFrom('invitation')
    .innerJoin('account as maker', 'maker.id', 'invitation.made_by')
    .leftJoin('account as user', 'user.id', 'invitation.used_by')
    .select(['invitation.id', 'invitation.kind', 'invitation.roles', 'invitation.email', 'invitation.made_at'])
    .select(['invitation.expires_at', 'invitation.used_at', 'invitation.revoked_at'])
    .select(['maker.id as maker', 'maker.name as makerName', 'user.id as user', 'user.name as userName'])
    .orderBy('invitation.made_at', 'desc')
    .orderBy('invitation.id')
}

type Row = Awaited<ReturnType<ReturnType<typeof listQuery>['execute']>>[number]

function invitationOf(row: Row, now: number): Invitation {
  return {
    id: row.id,
    kind: row.kind,
    roles: rolesOf(row.roles),
    email: row.email,
    madeBy: { id: row.maker, name: row.makerName },
    madeAt: textOf(row.made_at),
    expiresAt: textOf(row.expires_at),
    state: stateOf(row, now),
    usedBy: row.user === null ? null : { id: row.user, name: row.userName ?? '' },
  }
}

function stateOf({ used_at, revoked_at, expires_at }: Row, now: number): Invitation['state'] {
  if (used_at !== null) return 'used'
  if (revoked_at !== null) return 'revoked'
  return expires_at <= now ? 'over' : 'open'
}
