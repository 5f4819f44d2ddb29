export { ANSWERS, answersMap, LAYOUT_VERSION, noteText, SYSTEM_CLIENT, TEXT, textNameOf } from './layout.ts'
export { carryForward, PRESENT_LAYOUT, type Layout, type LayoutStep } from './layout-steps.ts'
export { BUILDING, choosableForms, formVersionOf } from './forms.ts'
export { hashOf, plainDocument, sha256Hex } from './plain.ts'
export { seedUpdate, setField } from './write.ts'
export {
  dryRun,
  type DryRun,
  type DryRunFault,
  type DryRunLimits,
  type DryRunResult,
  type FieldSet,
} from './dry-run.ts'
export { rewordingUpdate, withRewordings } from './rewordings.ts'
export { changedPlaces, type ChangedPlace } from './changed-places.ts'
export { UnsavedFields, type UnsavedField } from './unsaved.ts'
export { watchForLosers, type LostValue } from './candidates.ts'
