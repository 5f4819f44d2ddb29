/** What our server is started on: folders that its own means have filled, each made when the first measure asks for it. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type GroundName = 'rooms' | 'large-review' | 'many-reviews' | 'extractions' | 'large-extractions'

/** A data folder that is copied for each start, and what is in it. */
export type Ground = { readonly folder: string; readonly reviews: readonly PopulatedReview[] }

export type PopulatedReview = {
  readonly review: string
  readonly people: readonly PopulatedPerson[]
  readonly items: readonly { readonly id: string; readonly options: readonly string[] }[]
  readonly studies: readonly PopulatedStudy[]
}

export type PopulatedPerson = { readonly id: string; readonly roles: readonly string[]; readonly cookie: string }

export type PopulatedStudy = {
  readonly id: string
  readonly assessment: string | null
  readonly drafts: readonly { readonly document: string; readonly reviewer: string }[]
  readonly consensus: { readonly document: string } | null
}

const POPULATE = fileURLToPath(new URL('../apps/server/src/testing/populate-main.ts', import.meta.url))

const RATING = { instrument: 'downs-and-black' }

const WANTED: Readonly<Record<GroundName, Readonly<Record<string, number | string>>>> = {
  /** Few enough studies each for no person to open more sockets than one person may. */
  rooms: { ...RATING, reviewers: 40, revealed: 200, drafting: 150 },
  /** 300 studies that three people rate, with 27 items. */
  'large-review': { ...RATING, reviewers: 3, each: 3, revealed: 200, drafting: 100 },
  /** In each, two people settle a study and two fill in their drafts. */
  'many-reviews': { ...RATING, reviews: 50, reviewers: 4, revealed: 1, drafting: 1 },
  /** 300 studies with two drafts and a consensus each, of 2 arms × 3 outcomes × 2 timepoints. */
  extractions: { extraction: 'ordinary', reviewers: 4, revealed: 300, drafting: 0 },
  /** The same of 5 × 6 × 4, by a form of 100 fields. */
  'large-extractions': { extraction: 'large', reviewers: 8, revealed: 41, drafting: 1 },
}

export class Grounds {
  readonly #work: string
  readonly #made = new Map<GroundName, Ground>()

  /** @param work a folder for them. */
  constructor(work: string) {
    this.#work = work
  }

  of(name: GroundName): Ground {
    const known = this.#made.get(name)
    if (known) return known
    const folder = join(this.#work, name)
    const ground = { folder, reviews: populated(folder, name) }
    this.#made.set(name, ground)
    return ground
  }
}

function populated(folder: string, name: GroundName): readonly PopulatedReview[] {
  const counts = Object.entries(WANTED[name]).flatMap(([what, count]) => [`--${what}`, String(count)])
  const words = [POPULATE, '--folder', folder, ...counts]
  const printed = execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return JSON.parse(printed) as readonly PopulatedReview[]
}

/** Who has this role in a review, the first of them. */
export function personWith(role: string, { people }: PopulatedReview): PopulatedPerson {
  const person = people.find(({ roles }) => roles.includes(role))
  if (!person) throw new Error(`nobody is ${role}`)
  return person
}

export function cookieOf({ people }: PopulatedReview, person: string): string {
  return people.find(({ id }) => id === person)?.cookie ?? ''
}
