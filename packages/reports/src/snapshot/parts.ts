/** The pieces of a snapshot that carry a hash of their own, by JSON pointer, from the outside inwards. */
import type { SnapshotExtraction, SnapshotFile, SnapshotPart, SnapshotStudy } from './format.ts'
import type { Hashing } from './hash.ts'

type Content = Pick<SnapshotFile, 'made' | 'people' | 'state' | 'derived'>

export function partsOf(content: Content, { hashOf }: Hashing): readonly SnapshotPart[] {
  return piecesOf(content).map(({ path, value }) => ({ path, sha256: hashOf(value) }))
}

type Piece = { readonly path: string; readonly value: unknown }

function piecesOf({ made, people, state, derived }: Content): readonly Piece[] {
  return [
    { path: '/made', value: made },
    { path: '/people', value: people },
    { path: '/state/review', value: state.review },
    ...definitionPieces(state.instruments, '/state/instruments'),
    ...definitionPieces(state.forms ?? {}, '/state/forms'),
    ...state.studies.flatMap((study, at) => studyPieces(study, `/state/studies/${at}`)),
    ...derived.studies.map((value, at) => ({ path: `/derived/studies/${at}`, value })),
    ...derived.agreement.map((value, at) => ({ path: `/derived/agreement/${at}`, value })),
    ...(derived.extractionAgreement ?? []).map((value, at) => ({ path: `/derived/extractionAgreement/${at}`, value })),
  ]
}

function definitionPieces(definitions: Readonly<Record<string, unknown>>, path: string): readonly Piece[] {
  return Object.entries(definitions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hash, value]) => ({ path: `${path}/${hash}`, value }))
}

function studyPieces(study: SnapshotStudy, path: string): readonly Piece[] {
  const ratings = study.assessments.flatMap(({ ratings, consensus }, at): readonly Piece[] => {
    const within = `${path}/assessments/${at}`
    return [
      ...(ratings ?? []).map((value, place) => ({ path: `${within}/ratings/${place}`, value })),
      ...(consensus === null ? [] : [{ path: `${within}/consensus`, value: consensus }]),
    ]
  })
  const extracted = (study.extractions ?? []).flatMap((extraction, at) =>
    extractionPieces(extraction, `${path}/extractions/${at}`),
  )
  return [{ path, value: study }, ...ratings, ...extracted]
}

function extractionPieces({ drafts, consensus, together }: SnapshotExtraction, path: string): readonly Piece[] {
  return [
    ...(drafts ?? []).map((value, place) => ({ path: `${path}/drafts/${place}`, value })),
    ...(consensus === null ? [] : [{ path: `${path}/consensus`, value: consensus }]),
    ...(together === undefined ? [] : [{ path: `${path}/together`, value: together }]),
  ]
}
