/** The pieces of a snapshot that carry a hash of their own, by JSON pointer, from the outside inwards. */
import type { SnapshotFile, SnapshotPart } from './format.ts'
import { hashOfJson } from './hash.ts'

type Content = Pick<SnapshotFile, 'made' | 'people' | 'state' | 'derived'>

export function partsOf(content: Content): readonly SnapshotPart[] {
  return piecesOf(content).map(({ path, value }) => ({ path, sha256: hashOfJson(value) }))
}

type Piece = { readonly path: string; readonly value: unknown }

function piecesOf({ made, people, state, derived }: Content): readonly Piece[] {
  return [
    { path: '/made', value: made },
    { path: '/people', value: people },
    { path: '/state/review', value: state.review },
    ...Object.entries(state.instruments)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([hash, value]) => ({ path: `/state/instruments/${hash}`, value })),
    ...state.studies.flatMap((study, at) => studyPieces(study, `/state/studies/${at}`)),
    ...derived.studies.map((value, at) => ({ path: `/derived/studies/${at}`, value })),
    ...derived.agreement.map((value, at) => ({ path: `/derived/agreement/${at}`, value })),
  ]
}

function studyPieces(study: SnapshotFile['state']['studies'][number], path: string): readonly Piece[] {
  const inner = study.assessments.flatMap(({ ratings, consensus }, at): readonly Piece[] => {
    const within = `${path}/assessments/${at}`
    return [
      ...(ratings ?? []).map((value, place) => ({ path: `${within}/ratings/${place}`, value })),
      ...(consensus === null ? [] : [{ path: `${within}/consensus`, value: consensus }]),
    ]
  })
  return [{ path, value: study }, ...inner]
}
