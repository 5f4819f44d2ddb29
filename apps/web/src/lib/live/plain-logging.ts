/** In place of `lib0/logging` in the built client: see `vite.config.ts`. What Yjs calls of it, without colours. */
export const [ORANGE, RED, BOLD, UNBOLD] = Array.from({ length: 4 }, () => Symbol('a style'))

// oxlint-disable no-console -- saying something to developers is what this is for
export const print = (...parts: readonly unknown[]): void => console.log(...unstyled(parts))
export const warn = (...parts: readonly unknown[]): void => console.warn(...unstyled(parts))

const unstyled = (parts: readonly unknown[]): readonly unknown[] => parts.filter((part) => typeof part !== 'symbol')
