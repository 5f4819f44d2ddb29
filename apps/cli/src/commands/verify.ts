import { verifySnapshot, type Problem, type SnapshotFacts, type VerificationReport } from '@tandem/reports'
import { canonicalJson, type Json } from '@tandem/rules'
import { misused, refused, type Command } from '../command.ts'
import { readBytes } from '../input.ts'
import { plain, quoted, table } from '../text.ts'

export const verify: Command = {
  name: 'verify',
  usage: 'verify FILE [--content-id ID] [--json]',
  summary: 'checks a snapshot: hashes, answers, every number recomputed',
  details: [
    'With --content-id the content must also be the one whose id was printed in the paper or the registry.',
    'Without it a file that somebody changed and sealed anew looks as whole as the original.',
  ],
  options: { json: { type: 'boolean' }, 'content-id': { type: 'string' } },
  arguments: 1,
  run: async ({ arguments: [name = ''], options }, world) => {
    const wanted = options['content-id']
    if (typeof wanted === 'string' && !/^rv1[a-z2-7]{16}$/.test(letters(wanted))) {
      return misused(`${quoted(wanted)} is no content id. One looks like rv1-abcd-efgh-ijkl-mnop.`)
    }
    const bytes = await readBytes(name, world)
    if (!bytes.ok) return refused(bytes.sentence)
    const report = expecting(typeof wanted === 'string' ? wanted : null, verifySnapshot(bytes.value))
    const out = options['json'] ? `${canonicalJson(report as unknown as Json)}\n` : human(report)
    return { code: report.ok ? 0 : 1, out, err: '' }
  },
}

const letters = (id: string): string => id.toLowerCase().replaceAll(/[\s-]/g, '')

function expecting(wanted: string | null, report: VerificationReport): VerificationReport {
  if (wanted === null || report.facts === null || letters(wanted) === letters(report.facts.contentId)) return report
  const sentence = `The content is ${report.facts.contentId} and not the expected ${wanted.trim()}.`
  return { ...report, ok: false, problems: [{ where: '/contentId', sentence }, ...report.problems] }
}

function human({ ok, problems, facts }: VerificationReport): string {
  return [facts === null ? '' : factLines(facts), ok ? verdict(facts) : problemLines(problems)]
    .filter(Boolean)
    .join('\n')
}

function factLines(facts: SnapshotFacts): string {
  const rows = [
    ['review', plain(facts.title)],
    ['reference', plain(facts.reference)],
    ['snapshot', `${facts.number}, ${quoted(facts.label)}, made ${plain(facts.at)} by ${plain(facts.by)}`],
    ['content id', facts.contentId],
    ['file hash', facts.fileHash],
    ['studies', `${facts.studies}, of which ${facts.settled} settled; ${facts.ratings} independent ratings`],
    ...(facts.extracted + facts.drafts === 0 ? [] : [['extractions', extractionsIn(facts)]]),
    ...(facts.invented === null ? [] : [['invented', plain(facts.invented)]]),
  ]
  return table(rows)
}

const extractionsIn = ({ extracted, drafts }: SnapshotFacts): string =>
  `${extracted} settled; ${drafts} independent drafts`

const verdict = (facts: SnapshotFacts | null): string =>
  `Verified: every hash holds, and ${facts?.figures ?? 0} numbers recomputed from the answers are as printed.
Only its content id shows that it is the original: compare it with the one that the authors printed. It covers
the state of the review; people, their roles, label, number and date are covered by the file hash alone.
`

function problemLines(problems: readonly Problem[]): string {
  const shown = problems.slice(0, 20).map(({ where, sentence }) => `  ${plain(where)}\n    ${plain(sentence)}`)
  const more = problems.length > 20 ? [`  and ${problems.length - 20} more (--json lists all)`] : []
  return `Not verified, ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}:\n${[...shown, ...more].join('\n')}\n`
}
