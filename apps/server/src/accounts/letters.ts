/** The letters about accounts. Each says why it came and what to do if it should not have come. */
import { ACCOUNT_LIMITS } from '../limits.ts'
import { oneLine, type Letter } from '../mail/letter.ts'

export function resetLetter(to: string, host: string, link: string, until: number): Letter {
  return {
    to,
    subject: `A new password for Tandem on ${host}`,
    text: lines(
      `Somebody, probably you, asked for a new password for your account on ${host}.`,
      `Open this link within an hour to set it:\n\n${link}`,
      'It works once. If you did not ask for it, do nothing: your password stays as it is.',
    ),
    usefulUntil: until,
  }
}

export function emailChangedLetter(to: string, host: string, isNew: boolean): Letter {
  return {
    to,
    subject: `Your address for Tandem on ${host} was changed`,
    text: isNew
      ? lines(`This is now the address of your account on ${host}. Sign in with it from now on.`)
      : lines(
          `The account on ${host} that had this address has another one now.`,
          'If it was not you who changed it, tell the administrator of the server at once.',
        ),
    usefulUntil: null,
  }
}

/** @param what e.g. "the review “Sleep and shift work”", or "Tandem on tandem.example.org". */
export function invitationLetter(to: string, inviter: string, what: string, link: string, until: number): Letter {
  const days = Math.round(ACCOUNT_LIMITS.invitation / 86_400_000)
  return {
    to,
    subject: oneLine(`${inviter} invites you to ${what}`),
    text: lines(
      `${oneLine(inviter)} invites you to ${oneLine(what)}.`,
      `Open this link within ${days} days to accept:\n\n${link}`,
      'It works once, and for this address only. If you do not know who this is, do nothing.',
    ),
    usefulUntil: until,
  }
}

function lines(...paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`
}
