/** The error traps, in a piece of their own. */
export { trapStudyOf, warningsOf } from '@tandem/rules'
