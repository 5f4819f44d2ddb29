import { defineConfig } from 'vitest/config'

/** Real processes, sockets and disks, and ten thousand runs of a property, on a machine that may be busy with other work. */
const testTimeout = 30_000

export default defineConfig({
  test: {
    // As many as cores: the default leaves one core to itself, which of two is half, and much of a test is waiting.
    maxWorkers: '100%',
    projects: [
      'apps/web',
      {
        test: {
          name: 'packages',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          testTimeout,
        },
      },
      {
        test: {
          name: 'apps',
          include: [
            'apps/{server,cli}/src/**/*.test.ts',
            'apps/{server,cli}/test/**/*.test.ts',
            'apps/server/simulation/**/*.test.ts',
          ],
          testTimeout,
        },
      },
      { test: { name: 'repository', include: ['scripts/**/*.test.ts', 'bench/*.test.ts'], testTimeout } },
    ],
  },
})
