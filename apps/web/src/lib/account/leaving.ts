/**
 * Signing out of this browser: nothing of the person stays on the device, and its other tabs leave with this one. They show what
 * was rated blind, and whoever sits down next would find them.
 */
import type { PersonId } from '@tandem/rules'
import { forgetCopies } from '#lib/live/device.ts'

const LEFT = 'tandem:left'

/** The server has ended the session by now. */
export async function forgetPerson(person: PersonId): Promise<void> {
  // First: an open tab holds its copy, which goes when the tab lets go of it.
  tellOtherTabs(person)
  await forgetCopies(person)
}

/** @param onleft somebody has signed out in another tab. @returns how to stop. */
export function followLeaving(onleft: (person: PersonId) => void): () => void {
  const listen = ({ key, newValue }: StorageEvent): void => {
    if (key === LEFT && newValue !== null) onleft(newValue as PersonId)
  }
  addEventListener('storage', listen)
  return () => removeEventListener('storage', listen)
}

function tellOtherTabs(person: PersonId): void {
  try {
    localStorage.setItem(LEFT, person)
    localStorage.removeItem(LEFT)
  } catch {
    // A closed storage tells nobody; the other tabs notice when they are looked at.
  }
}
