/**
 * Runs tests in Node but compiles Svelte as for a browser: runes must react, which they do not in the form for a server.
 * No DOM: what needs one is tested in a real browser.
 */
import type { Environment } from 'vitest/runtime'

export default {
  name: 'client-without-dom',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => {} }),
} satisfies Environment
