/** A backup in words: what it is, what is in it, and where its logs end. */
import type { Unpacked } from './unpack.ts'

export function printBackup({ id, manifest }: Unpacked): string {
  const { at, files, heads, schema } = manifest
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return [
    `Backup   ${id}`,
    `Made     ${at}`,
    `Holds    ${heads.length === 1 ? '1 review' : `${heads.length} reviews`}, ${bytes} bytes, schema ${schema}`,
    ...heads.map(({ review, seq, head }) => `Log      ${review} ends with entry ${seq}: ${head}`),
  ].join('\n')
}

export const SIGNED_OUT = `
Everybody has to sign in again.`

export const AFTER_RESTORE = `
Invitations, reset links and API tokens are over: make new ones. Passwords and disabled accounts are as they were then.
Start the server, and ask people to open the pages that they worked on: docs/backup.md says why.`
