import { expect, it } from 'vitest'
import { hotFunctions, type CpuProfile } from './profile.ts'

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 })

/** `main` calls `work`, which calls itself. */
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 5] },
    { id: 2, callFrame: frame('main', 'file:///somewhere/apps/server/src/main.ts'), children: [3] },
    { id: 3, callFrame: frame('work', 'file:///x/node_modules/.pnpm/a/node_modules/yjs/yjs.mjs'), children: [4] },
    { id: 4, callFrame: frame('work', 'file:///x/node_modules/.pnpm/a/node_modules/yjs/yjs.mjs') },
    { id: 5, callFrame: frame('(idle)', '') },
  ],
  samples: [2, 2, 3, 4, 5],
  timeDeltas: [9e6, 1e6, 1e6, 2e6, 5e6],
}

it('a profile tells own time and time with what is called, each once, without idling and without the start', () => {
  const [main, work] = ['main', 'work'].map((name) => hotFunctions(profile, 9).find((hot) => hot.name === name))
  expect(main).toEqual({ name: 'main', place: 'apps/server/src/main.ts:10', own: 0.25, inAll: 1 })
  expect(work).toEqual({ name: 'work', place: 'yjs/yjs.mjs:10', own: 0.75, inAll: 0.75 })
})
