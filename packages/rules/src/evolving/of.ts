import type { ReviewEvent } from '../events.ts'

/** The event of this type. */
export type Of<Type extends ReviewEvent['type']> = Extract<ReviewEvent, { type: Type }>
