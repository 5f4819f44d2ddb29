/**
 * The import table of docs/architecture.md, as rules. A package appears here with its first real content and obeys the
 * table from then on. `index.ts` is the only door of a package; `testing/index.ts` its second one, for tests.
 */
const TEST = '(\\.test\\.ts$|/test/|/testing/|/simulation/|/torture/|/e2e/|contract-suite\\.ts$)'

/** What a package of ours may import of ours. */
const house = {
  statistics: [],
  rules: ['statistics'],
  documents: ['rules'],
  wire: ['rules'],
  citations: ['rules'],
  reports: ['rules', 'statistics'],
}

const packageRules = Object.entries(house).map(([name, allowed]) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `packages/${name} may import: ${allowed.join(', ') || 'nothing of ours'}.`,
  from: { path: `^packages/${name}/` },
  to: { path: `^(packages|apps)/`, pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}))

/** What npm packages a package may import outside its tests. */
const npm = {
  statistics: [],
  rules: [],
  documents: ['yjs', 'lib0', '@noble/hashes'],
  wire: ['zod'],
  citations: [],
  reports: ['@noble/hashes'],
}

const npmRules = Object.entries(npm).map(([name, allowed]) => ({
  name: `${name}-npm`,
  severity: 'error',
  comment: `packages/${name} may use from npm: ${allowed.join(', ') || 'nothing'}.`,
  from: { path: `^packages/${name}/`, pathNot: TEST },
  to: {
    path: 'node_modules',
    pathNot: allowed.length ? `node_modules/(${allowed.join('|')})/` : '^$',
  },
}))

module.exports = {
  forbidden: [
    ...packageRules,
    ...npmRules,
    {
      name: 'pure-packages-have-no-machine',
      severity: 'error',
      comment: 'Packages run in the browser too: no Node module.',
      from: { path: '^packages/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'index-is-the-only-door',
      severity: 'error',
      comment: 'Names are imported from the package, not from its files.',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/([^/]+)/src/', pathNot: ['^packages/$2/', '^packages/[^/]+/src/(testing/)?index\\.ts$'] },
    },
    {
      name: 'testing-door-is-for-tests',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: TEST },
      to: { path: '/testing/' },
    },
    {
      name: 'one-file-imports-lucia',
      severity: 'error',
      from: { path: '^apps/', pathNot: '^apps/server/src/auth/sessions\\.ts$' },
      to: { path: 'node_modules/lucia/' },
    },
    {
      name: 'yjs-stays-in-its-rooms',
      severity: 'error',
      comment: 'Only packages/documents, the client’s lib/live and the server’s sync folder hold Yjs documents.',
      from: {
        path: '^(packages|apps)/',
        pathNot: [
          '^packages/documents/',
          '^apps/web/src/lib/live/',
          '^apps/server/src/sync/',
          '^apps/server/src/demo/document-writer\\.ts$',
          '^apps/server/src/history/story\\.ts$',
          TEST,
        ],
      },
      to: { path: 'node_modules/(yjs|y-websocket|y-protocols|y-indexeddb)/' },
    },
    {
      name: 'only-sqlite-knows-sqlite',
      severity: 'error',
      comment: 'Nothing assumes SQLite outside its folder; the composition root opens it.',
      from: {
        path: '^apps/server/src/',
        pathNot: [
          '^apps/server/src/store/sqlite/',
          '^apps/server/src/main\\.ts$',
          '^apps/server/src/inspect/main\\.ts$',
          '^apps/server/src/backup/main\\.ts$',
          '^apps/server/src/administration/main\\.ts$',
          TEST,
        ],
      },
      to: { path: ['^apps/server/src/store/sqlite/', '^sqlite$', '^node:sqlite$'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^\\$app/', '^\\$service-worker', '\\?(url|worker)'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|\\.svelte-kit)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'svelte', 'default'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
}
