import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** Svelte alone: what is tested here needs no route and nothing of Kit. */
export default defineConfig({
  plugins: [svelte()],
  test: {
    name: 'web',
    include: ['src/**/*.test.ts'],
    environment: './testing/client-environment.ts',
  },
  // Without this, tests would resolve Svelte to its form for a server.
  resolve: { conditions: ['browser'] },
})
