import { fileURLToPath } from 'node:url'
import type { Program } from '../server-process.ts'

/** The servers of `server.ts`, where each is explained. */
export type ControlName = 'sound' | 'early' | 'normal' | 'unsynced'

export function control(name: ControlName): Program {
  return [fileURLToPath(new URL('./server.ts', import.meta.url)), name]
}
