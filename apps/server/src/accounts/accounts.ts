/** Accounts, put together: everything about who may sign in, and how. */
import { administration } from './administration.ts'
import { addressLinks } from './address-links.ts'
import { apiTokens } from './api-tokens.ts'
import { credentials } from './credentials.ts'
import { digest } from './digest.ts'
import { entrance } from './entrance.ts'
import { confirming } from './confirming.ts'
import { countFailures } from './failures.ts'
import { invitations } from './invitations.ts'
import { joiningAccounts } from './joining.ts'
import { newAccounts } from './new-account.ts'
import { ownAccount } from './own-account.ts'
import { ownAddress } from './own-address.ts'
import { ownFactors } from './own-factors.ts'
import { ownRecords } from './own-records.ts'
import { passkeys } from './passkeys.ts'
import { passwordReset } from './password-reset.ts'
import { pendingSteps } from './pending.ts'
import { people } from './people.ts'
import type { AccountPorts } from './ports.ts'
import { registering } from './registering.ts'
import { securityLog } from './security-log.ts'
import { settings } from './settings.ts'
import { factorUse } from './second-factor.ts'
import { signIn } from './sign-in.ts'
import { tries } from './tries.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(ports: AccountPorts) {
  const { tables, clock, random } = ports
  const rows = {
    people: people(tables, clock),
    credentials: credentials(tables, clock),
    pending: pendingSteps(tables, clock, random),
    settings: settings(tables),
    log: securityLog(tables, clock),
  }
  const ways = entrance({ ...ports, ...rows })
  const parts = {
    ...ports,
    ...rows,
    entrance: ways,
    tries: tries({ failures: countFailures(clock), entrance: ways }),
    useFactor: factorUse({ ...ports, ...rows }),
    passkeys: passkeys(ports),
    links: addressLinks(ports),
    newAccounts: newAccounts({ ...ports, ...rows }),
    invitations: invitations({ ...ports, ...rows }),
    tokens: apiTokens({ ...ports, ...rows }),
    digest: digest({ ...ports, ...rows }),
  }
  const reset = passwordReset(parts)
  const own = ownAccount(parts)
  const address = ownAddress({ ...parts, reset })
  return {
    ...rows,
    sessions: ports.sessions,
    together: ports.together,
    entrance: parts.entrance,
    tokens: parts.tokens,
    digest: parts.digest,
    invitations: parts.invitations,
    hasMail: ports.mailbox !== null,
    reset,
    own,
    ownAddress: address,
    ownFactors: ownFactors({ ...parts, reset }),
    signIn: signIn(parts),
    confirming: confirming(parts),
    joining: joiningAccounts({ ...parts, ownAddress: address }),
    registering: registering(parts),
    records: ownRecords({ ...parts, own, reset }),
    administration: administration({ ...parts, reset }),

    /** Throws away what is over. Runs by itself every minute. */
    async clear(): Promise<void> {
      await rows.pending.clear()
      await rows.credentials.clear()
      await reset.clear()
      await parts.links.clear()
      await rows.log.clear()
    },
  }
}
