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
export { EVERYBODY, RandomHistory } from './random-history.ts'
export { COMMAND_EXAMPLES, EDIT_EXAMPLES } from './rule-examples.ts'
