/** Where no server runs, the command line opens the folder itself, with the lock that a server would take. */
import { randomBytes } from 'node:crypto'
import type { Result, Json } from '@tandem/rules'
import { createAccounts, type Accounts } from '../accounts/accounts.ts'
import { passwordHashing } from '../accounts/password-hash.ts'
import { WITHOUT_REVIEWS } from '../accounts/ports.ts'
import { addressesOf } from '../auth/origin.ts'
import { createSessions } from '../auth/sessions.ts'
import type { Config } from '../config.ts'
import { laterByTimer } from '../later.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { mailboxOver } from '../mail/outbox.ts'
import type { AccountStore } from '../store/session-tables.ts'
import type { PeopleAsked } from './command-line.ts'
import { answerAboutPeople } from './people.ts'

export type WithoutServer = AccountStore & {
  readonly config: Pick<Config, 'publicUrl' | 'port' | 'mailServer'>
  readonly clock: () => number
}

export function answerWithoutServer(parts: WithoutServer, asked: PeopleAsked): Promise<Result<Json, string>> {
  return answerAboutPeople(accountsOver(parts), asked)
}

function accountsOver({ tables, together, config, clock }: WithoutServer): Accounts {
  const addresses = addressesOf(config.publicUrl ?? new URL(`http://localhost:${config.port}`), [])
  const { isHttps } = addresses
  const ports = { tables, together, clock, random: randomBytes, later: laterByTimer, addresses, onError: fail }
  return createAccounts({
    ...ports,
    sessions: createSessions({ ...ports, database: tables, isHttps, onEnd: () => undefined }),
    hashing: passwordHashing({ random: randomBytes, limits: ACCOUNT_LIMITS.hashing }),
    mailbox: config.mailServer && mailboxOver({ tables, clock }),
    reviews: WITHOUT_REVIEWS,
  })
}

function fail(doing: string, error: unknown): never {
  throw new Error(doing, { cause: error })
}
