import type { PersonId } from '@tandem/rules'
import type { InboxAnswer } from '@tandem/wire'
import type { Digest } from '../accounts/digest.ts'
import type { Handlers } from './api.ts'

/** What the routes ask of the inbox. */
export type Inbox = {
  list(person: PersonId): Promise<InboxAnswer>
  unread(person: PersonId): Promise<number>
  /** @param ids null: all. @returns how many are left. */
  markRead(person: PersonId, ids: readonly string[] | null): Promise<number>
}

type InboxHandlers = Handlers<'inbox' | 'unread' | 'mark-read' | 'digest' | 'switch-digest'>

export function inboxHandlers(inbox: Inbox, digest: Digest): InboxHandlers {
  return {
    inbox: ({ asker }) => inbox.list(asker.person.id),

    unread: async ({ asker }) => ({ unread: await inbox.unread(asker.person.id) }),

    'mark-read': async ({ asker, body }) => ({ unread: await inbox.markRead(asker.person.id, body.notices) }),

    digest: async ({ asker }) => ({ digest: await digest.isOn(asker.person.id) }),

    async 'switch-digest'({ asker, body }) {
      await digest.switch(asker.person.id, body.digest)
      return null
    },
  }
}
