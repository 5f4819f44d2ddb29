export {
  agreement,
  agreementTable,
  type Agreement,
  type AgreementTable,
  type Interval,
  type Kappa,
  type NoKappa,
  type Weights,
} from './agreement.ts'
export {
  rangeOf,
  type CalculationInput,
  type Given,
  type InputKind,
  type InputOption,
  type InputValue,
  type Note,
  type Reason,
  type Refusal,
} from './calculator/inputs.ts'
export type { Conversion, ConversionOutput, Converted } from './conversions/conversion.ts'
export { CONVERSIONS, recompute } from './conversions/index.ts'
export { normalCdf, normalQuantile, normalUpperTail } from './distributions/normal.ts'
export { tCdf, tQuantile, tTwoSided } from './distributions/student.ts'
export {
  displayOf,
  intervalOf,
  type Effect,
  type EffectCalculation,
  type EffectInterval,
  type Measure,
  type Scale,
  type ZeroCells,
} from './effects/effect.ts'
export { EFFECTS, effectOf } from './effects/index.ts'
