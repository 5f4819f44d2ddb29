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
