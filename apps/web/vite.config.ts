import { createRequire } from 'node:module'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

const { version } = createRequire(import.meta.url)('./package.json') as { version: string }
/** Where the API, the documents' sockets and the live feed are answered during development. */
const target = process.env['TANDEM_SERVER'] ?? 'http://127.0.0.1:4321'

export default defineConfig({
  plugins: [
    sveltekit({
      // One page for every path: the client is static files and the server's fallback.
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      // Kit's default is the time of the build, which would make every build differ. The name is also what an open page
      // compares to learn that a newer client is out.
      version: { name: process.env['TANDEM_VERSION'] ?? version },
    }),
  ],
  build: {
    // The policy allows fonts from files only, never from data: addresses.
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    // The long form without `changeOrigin`: the server compares Origin with Host, which must stay the browser's.
    proxy: { '/api': { target }, '/sync': { target, ws: true }, '/live': { target, ws: true } },
  },
})
