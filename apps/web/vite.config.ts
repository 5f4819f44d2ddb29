import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

const { version } = createRequire(import.meta.url)('./package.json') as { version: string }
/** Where the API, the documents' sockets and the live feed are answered during development. */
const target = process.env['TANDEM_SERVER'] ?? 'http://127.0.0.1:4321'

/** Where a rule comes from is read in the documents; a browser shows its sentence alone. */
const withoutSourcesOfRules = {
  name: 'without-sources-of-rules',
  apply: 'build' as const,
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /\/rules\/src\/rulebook\/[\w-]+\.ts$/.test(id)
      ? { code: code.replaceAll(/^  source:\s+'[^'\n]*',$/gm, "  source: '',"), map: null }
      : null,
}

/** What Yjs says to developers, in plain words: the coloured ones of lib0 bring a description of the whole DOM, 3 kB. */
const plainLogging = {
  name: 'plain-logging',
  apply: 'build' as const,
  enforce: 'pre' as const,
  resolveId: (source: string) =>
    source === 'lib0/logging' ? fileURLToPath(new URL('src/lib/live/plain-logging.ts', import.meta.url)) : null,
}

export default defineConfig({
  plugins: [
    withoutSourcesOfRules,
    plainLogging,
    sveltekit({
      // One page for every path: the client is static files and the server's fallback.
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      // Kit's default is the time of the build, which would make every build differ. The name is also what an open page
      // compares to learn that a newer client is out.
      version: { name: process.env['TANDEM_VERSION'] ?? version },
    }),
  ],
  build: {
    rolldownOptions: {
      output: {
        // What every screen needs comes as one file, and so does what every page of a review needs: a dozen of half a kilobyte
        // each compress worse.
        codeSplitting: {
          groups: [
            {
              name: 'ui',
              test: /\/web\/src\/lib\/(ui\/(Avatar|Disc|Icon|Invented|Modal|PairGlyph|Skeleton|Trouble|Wordmark)|shell\/(desk|keys|leave)|account\/(own-session|leaving)|live\/device|http\/api)\./,
            },
            {
              name: 'rules',
              test: /(?:\/web\/src\/lib\/(assessment\/(field-words|source-words)|commands\/denial-words|extraction\/cell-titles|review\/(situation|stage-words)|threads\/thread-address)|\/packages\/rules\/src\/(rulebook\/(who|when|what|team|studies|protocol|threads|texts|index|edits|rule)|evolving\/\w+|(grants|states|stages|evolve|protocol|confirmations|denial|studies|visibility)|forms\/(cells|rows|structure|structure-sections|interpret|items|form|form-of)|instruments\/(score|answers)|threads\/(thread|sight|changes|nudges)|progress\/turn))\.ts$/,
            },
          ],
        },
      },
    },
    // The policy allows fonts from files only, never from data: addresses.
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    // The long form without `changeOrigin`: the server compares Origin with Host, which must stay the browser's.
    proxy: { '/api': { target }, '/sync': { target, ws: true }, '/live': { target, ws: true } },
  },
})
