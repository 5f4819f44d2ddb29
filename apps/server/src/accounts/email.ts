/**
 * What addresses are compared by: no space around, compatible characters as one (NFKC), no capitals. The part before the
 * @ could tell capitals apart by the standard (RFC 5321, 2.4); no provider does, and people type what their phone likes.
 *
 * Two addresses may share a key and still be two mailboxes. So a key only ever finds an account; letters go to the address
 * that the account keeps, never to the one that was typed.
 */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}

/** "c…@example.org": its owner knows it again, and whoever else finds the link learns no address. */
export function maskedEmail(email: string): string {
  const [first = ''] = email
  return `${first}…${email.slice(email.lastIndexOf('@'))}`
}
