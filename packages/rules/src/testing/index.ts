export { tinyInstrument } from './tiny-instrument.ts'
export {
  COMPLETE,
  OTHER,
  Scene,
  alice,
  bob,
  carol,
  dana,
  erin,
  firstStudy,
  hashOfTest,
  otherForm,
  secondStudy,
  stranger,
} from './scene.ts'
export {
  EXTRACTED,
  QUESTION,
  ExtractionScene,
  extractionForm,
  reported,
  row,
  STRUCTURE,
  structureForm,
} from './extraction-scene.ts'
export { tinyForm } from './tiny-form.ts'
export { EVERYBODY, RandomHistory } from './random-history.ts'
export { COMMAND_EXAMPLES, EDIT_EXAMPLES } from './rule-examples.ts'
