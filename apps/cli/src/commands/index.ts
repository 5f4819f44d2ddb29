/** Every command, one line each. */
import type { Command } from '../command.ts'
import { agree } from './agree.ts'
import { convert } from './convert.ts'
import { instruments } from './instruments.ts'
import { score } from './score.ts'
import { verify } from './verify.ts'

export const COMMANDS: readonly Command[] = [score, agree, convert, verify, instruments]
