/**
 * Checks a snapshot with nothing but its bytes: that it is whole, that its hashes hold, and that every number in it is
 * what its own answers and definitions give. Everything wrong is named by its place, the innermost one where a piece
 * inside a piece was changed.
 *
 * A snapshot whose hashes were all computed again after a change passes the checks of hashes, because nothing in a file
 * can prove that it is the original. Its content id then differs from the one that the authors printed: compare that.
 */
import { plainJsonFault } from '@tandem/rules'
import { firstDifference, readJson } from '../json-text.ts'
import { derivedFrom } from './derive.ts'
import type { SnapshotFile, SnapshotPart, SnapshotRound } from './format.ts'
import { figureProblems } from './figure-problems.ts'
import { contentIdOf, hashing, type Hashing } from './hash.ts'
import { methodProblems } from './method-problems.ts'
import { partsOf } from './parts.ts'
import { placeName } from './place-name.ts'
import type { Problem } from './problem.ts'
import { snapshotShape } from './snapshot-shape.ts'

export type VerificationReport = {
  readonly ok: boolean
  /** What is wrong, the most exact place first. Empty if nothing is. */
  readonly problems: readonly Problem[]
  /** Null if the file could not be read as a snapshot. With problems, these are what the file claims. */
  readonly facts: SnapshotFacts | null
}

export type SnapshotFacts = {
  /** Computed from the content. Compare it with the one printed in the paper or the registry. */
  readonly contentId: string
  readonly contentHash: string
  /** Computed from all of the file: people, label, number and date too, which the content id says nothing about. */
  readonly fileHash: string
  readonly title: string
  readonly reference: string
  readonly label: string
  readonly reason: string
  readonly number: number
  readonly at: string
  /** Name of the person who made it. */
  readonly by: string
  readonly invented: string | null
  readonly studies: number
  /** Studies whose rating is settled, by stage. */
  readonly settled: number
  /** Independent ratings, all rounds. */
  readonly ratings: number
  /** Studies whose extraction is settled, by stage. */
  readonly extracted: number
  /** Independent drafts of extractions, all rounds. */
  readonly drafts: number
  /** Numbers that were computed again. */
  readonly figures: number
}

export function verifySnapshot(bytes: Uint8Array): VerificationReport {
  const read = readJson(bytes)
  if (!read.ok) {
    const { kind, byte, line, column } = read.fault
    const what = kind === 'not-utf-8' ? 'are no UTF-8' : 'are no JSON'
    return failed({
      where: `byte ${byte}`,
      sentence: `From here on the bytes ${what} (line ${line}, column ${column}).`,
    })
  }
  const fault = plainJsonFault(read.value)
  if (fault !== null)
    return failed({ where: '/', sentence: `The file holds something that canonical JSON does not know: ${fault}.` })
  const once = hashing()
  const canonical = canonicalProblems(bytes, once.bytesOf(read.value))
  const shape = snapshotShape(read.value, '')
  if (shape.length > 0) return failed(...shape, ...canonical)
  return reportOn(read.value as unknown as SnapshotFile, canonical, once)
}

const failed = (...problems: readonly Problem[]): VerificationReport => ({ ok: false, problems, facts: null })

function canonicalProblems(bytes: Uint8Array, canonical: Uint8Array): readonly Problem[] {
  const byte = firstDifference(bytes, canonical)
  return byte === null
    ? []
    : [{ where: `byte ${byte}`, sentence: 'The file is not in canonical form (RFC 8785) from here on.' }]
}

function reportOn(file: SnapshotFile, canonical: readonly Problem[], once: Hashing): VerificationReport {
  const method = methodProblems(file)
  // A broken definition or an unknown answer has no meaning, so nothing can be recomputed from it.
  const derived = method.length > 0 ? null : derivedFrom(file.state)
  const hashes = { contentHash: once.hashOf(file.state), fileHash: fileHashOf(file, once) }
  const problems = [
    ...method,
    ...(derived === null ? [] : figureProblems(file, derived)),
    ...partProblems(file, once),
    ...headProblems(file),
    ...sealProblems(file, hashes),
    ...canonical,
  ]
  return { ok: problems.length === 0, problems, facts: factsOf(file, hashes, derived) }
}

/** Pieces whose hash is not the listed one; of nested pieces the innermost. */
function partProblems(file: SnapshotFile, once: Hashing): readonly Problem[] {
  const listed = new Map(file.parts.map((part) => [part.path, part.sha256]))
  const expected = partsOf(file, once)
  const changed = expected.filter(({ path, sha256 }) => listed.has(path) && listed.get(path) !== sha256)
  const innermost = changed.filter(({ path }) => !changed.some((other) => other.path.startsWith(`${path}/`)))
  return [
    ...innermost.map(({ path }) => ({
      where: path,
      sentence: `${placeName(file, path)} does not have the hash that the file lists for it: one of the two was changed.`,
    })),
    ...listProblems(file.parts, expected),
  ]
}

/** The list of parts is exactly the expected one, in its order. */
function listProblems(listed: readonly SnapshotPart[], expected: readonly SnapshotPart[]): readonly Problem[] {
  const missing = expected.filter(({ path }) => !listed.some((part) => part.path === path))
  const foreign = listed.filter(({ path }) => !expected.some((part) => part.path === path))
  const isReordered =
    missing.length + foreign.length === 0 && listed.some(({ path }, at) => path !== expected[at]?.path)
  return [
    ...missing.map(({ path }) => ({ where: '/parts', sentence: `The list of hashes lacks ${path}.` })),
    ...foreign.map(({ path }) => ({
      where: '/parts',
      sentence: `The list of hashes names ${path}, which is no piece of this file.`,
    })),
    ...(isReordered
      ? [{ where: '/parts', sentence: 'The list of hashes is not in the order of the file, or names a piece twice.' }]
      : []),
  ]
}

function headProblems({ made, people, state }: SnapshotFile): readonly Problem[] {
  const problems: Problem[] = []
  people.forEach(({ code }, at) => {
    if (code !== `R${at + 1}`)
      problems.push({ where: `/people/${at}/code`, sentence: `The code here is ${code} and not R${at + 1}.` })
  })
  if (!people.some(({ code }) => code === made.by)) {
    problems.push({ where: '/made/by', sentence: `${made.by} is none of the people in the file.` })
  }
  if (made.invented !== state.review.invented) {
    problems.push({
      where: '/made/invented',
      sentence: 'What is said here to be invented is not what the review says.',
    })
  }
  return problems
}

function sealProblems(file: SnapshotFile, { contentHash, fileHash }: Hashes): readonly Problem[] {
  const compared = [
    { where: '/contentHash', printed: file.contentHash, computed: contentHash, of: 'the state' },
    { where: '/contentId', printed: file.contentId, computed: contentIdOf(contentHash), of: 'the state' },
    { where: '/fileHash', printed: file.fileHash, computed: fileHash, of: 'the file' },
  ]
  return compared
    .filter(({ printed, computed }) => printed !== computed)
    .map(({ where, printed, computed, of }) => ({ where, sentence: `Printed is ${printed}, ${of} gives ${computed}.` }))
}

type Hashes = Pick<SnapshotFacts, 'contentHash' | 'fileHash'>

function fileHashOf({ fileHash: _printed, ...unsealed }: SnapshotFile, { hashOf }: Hashing): string {
  return hashOf(unsealed)
}

function factsOf(file: SnapshotFile, { contentHash, fileHash }: Hashes, derived: unknown): SnapshotFacts {
  const { made, people, state } = file
  const assessments = state.studies.flatMap((study) => study.assessments)
  const extractions = state.studies
    .flatMap((study) => study.extractions ?? [])
    .filter(({ form }) => state.forms?.[form]?.kind === 'extraction')
  return {
    contentId: contentIdOf(contentHash),
    contentHash,
    fileHash,
    title: state.review.title,
    reference: state.review.reference,
    label: made.label,
    reason: made.reason,
    number: made.number,
    at: made.at,
    by: people.find(({ code }) => code === made.by)?.name ?? made.by,
    invented: state.review.invented,
    studies: state.studies.length,
    settled: assessments.filter(isSettledNow).length,
    ratings: assessments.reduce((total, { ratings }) => total + (ratings?.length ?? 0), 0),
    extracted: extractions.filter(isSettledNow).length,
    drafts: extractions.reduce((total, { drafts }) => total + (drafts?.length ?? 0), 0),
    figures: numbersIn(derived),
  }
}

const isSettledNow = ({ isCurrent, settlement }: SnapshotRound): boolean => isCurrent && settlement !== null

function numbersIn(value: unknown): number {
  if (typeof value === 'number') return 1
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((total: number, member) => total + numbersIn(member), 0)
}
