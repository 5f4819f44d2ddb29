/** Names of the structure's sections, apart from its form: who only reads what was agreed needs no form. */
export const ARMS = 'arms'
export const OUTCOMES = 'outcomes'
export const TIMEPOINTS = 'timepoints'
