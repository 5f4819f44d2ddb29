export { tinyInstrument } from './tiny-instrument.ts'
