import type { FormCommand } from '../commands.ts'
import { EMPTY_DOCUMENT } from '../content/index.ts'
import { formNamed } from '../decision.ts'
import type { ReviewEvent } from '../events.ts'
import { idFor } from '../fields/ids.ts'
import { adoptersOf, nextForm, ownFormOf } from '../own-forms.ts'
import { changesBetween, planOf, type Plan } from '../protocol.ts'
import type { DocumentId, FormVersion, OwnForm } from '../review.ts'
import { stageOf, stageProgress } from '../stages.ts'
import type { Deciding } from './deciding.ts'

export function onForms(deciding: Deciding, command: FormCommand): readonly ReviewEvent[] {
  const { view, context, by } = deciding
  switch (command.type) {
    case 'begin-form': {
      const title = command.title.trim()
      const taken = new Set([...Object.keys(context.forms), ...view.ownForms.map(({ id }) => id)])
      const from = command.from === null ? null : versionNamed(deciding, command.from)
      return [
        by({
          type: 'form-begun',
          form: idFor(title, taken),
          title,
          document: newDocument(deciding),
          from,
          goesOn: false,
        }),
      ]
    }
    case 'adapt-form': {
      const from = stageOf(view.review, command.form)?.form ?? null
      const title = formTitle(deciding, from)
      return [
        by({ type: 'form-begun', form: command.form, title, document: newDocument(deciding), from, goesOn: true }),
      ]
    }
    case 'publish-form': {
      const own = ownFormOf(view, command.form)
      return own ? published(deciding, own, command.reason.trim()) : []
    }
    case 'discard-form':
      return [by({ type: 'form-discarded', form: command.form })]
  }
}

const newDocument = ({ context }: Deciding): DocumentId => context.newId() as DocumentId

function versionNamed({ context }: Deciding, id: string): FormVersion | null {
  const named = formNamed(context, id)
  if (!named) return null
  const { hangsOnStructure: _asked, ...form } = named
  return form
}

const formTitle = ({ view }: Deciding, version: FormVersion | null): string =>
  (version && view.forms[version.hash]?.title) ?? ''

function published(deciding: Deciding, own: OwnForm, reason: string): readonly ReviewEvent[] {
  const { view, context, by } = deciding
  const { form: definition } = nextForm(view, own, context.documents[own.document] ?? EMPTY_DOCUMENT, context.building)
  const form = context.building.versionOf(definition)
  return [by({ type: 'form-published', form, definition, reason }), ...plannedWith(deciding, form, reason)]
}

/** The protocol names the new version, as an amendment once it is frozen, and open rounds go on with it. */
function plannedWith({ view, by, follows }: Deciding, form: FormVersion, reason: string): readonly ReviewEvent[] {
  if (stageOf(view.review, form.id) === undefined) return []
  const before = planOf(view.review)
  const stages = before.stages.map((stage) => (stage.form.id === form.id ? { ...stage, form } : stage))
  const plan: Plan = { ...before, stages }
  const changes = changesBetween(before, plan)
  const progress = view.review.stages.map((stage) => stageProgress(view, stage.form.id))
  const assessments = adoptersOf(view, form.id).map(({ id }) => id)
  return [
    by(
      view.protocol.frozen === null
        ? { type: 'planned', plan }
        : { type: 'protocol-amended', plan, changes, reason, progress },
    ),
    ...(assessments.length > 0 ? [follows({ type: 'form-adopted', form, assessments })] : []),
  ]
}
