#!/usr/bin/env node
/** `tandem` on files alone: no server, no database, no network. */
import process from 'node:process'
import { run } from './run.ts'

// `tandem … | head` closes the pipe early; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const { code, out, err } = await run(process.argv.slice(2), {
  // pnpm runs scripts in the package's folder and says in INIT_CWD where the person stands.
  directory: process.env['INIT_CWD'] ?? process.cwd(),
  stdin: process.stdin,
})
process.stdout.write(out)
process.stderr.write(err)
process.exitCode = code
