export { textOfBytes, type Encoding } from './text-of-bytes.ts'
export { readRis, type RisField, type RisReading, type RisRecord, type SkippedLine } from './formats/ris.ts'
