import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      'apps/web',
      {
        test: {
          name: 'packages',
          // Machines may be busy with other work.
          testTimeout: 30_000,
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
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
          // Real processes, sockets and disks on a machine that may be busy with other work.
          testTimeout: 30_000,
        },
      },
      { test: { name: 'repository', include: ['scripts/**/*.test.ts', 'bench/*.test.ts'] } },
    ],
  },
})
