/** When something is asked: of items of an instrument and of fields of a form alike. */
import { firstFitting, lazily, list, object, text, type Shape } from './shape.ts'

export const conditionShape: Shape = firstFitting((value) =>
  'all' in value
    ? object({ all: list(lazily(() => conditionShape)) })
    : 'any' in value
      ? object({ any: list(lazily(() => conditionShape)) })
      : object({ item: text, in: list(text) }),
)
