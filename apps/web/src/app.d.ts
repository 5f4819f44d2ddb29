import type { Described } from '@tandem/rules'

declare global {
  namespace App {
    interface PageState {
      /** What is to stand in a form that was just begun. */
      described?: Described
    }
  }
}

export {}
