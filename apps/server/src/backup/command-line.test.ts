import { accepted } from '@tandem/rules'
import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

const shared = { file: 'f', folder: null, isJson: false }

describe('the command line of backups', () => {
  it.each([
    ['backup f', { ...shared, what: 'backup', mayReplace: false }],
    [
      'backup --force f --data here --json',
      { what: 'backup', file: 'f', mayReplace: true, folder: 'here', isJson: true },
    ],
    ['backup -', { ...shared, what: 'backup', file: '-', mayReplace: false }],
    ['backup --check f', { what: 'check', file: 'f', isJson: false }],
    ['restore f', { ...shared, what: 'restore', keepsSessions: false }],
    ['restore - --keep-sessions', { ...shared, what: 'restore', file: '-', keepsSessions: true }],
    ['backup --help', { what: 'help' }],
  ])('understands "%s"', (line, asked) => {
    expect(readCommandLine(line.split(' '))).toEqual(accepted(asked))
  })

  it.each([
    ['backup', 'backup needs a file'],
    ['backup a b', '"b" is too much'],
    ['backup --check a --force', '--check reads a backup alone'],
    ['backup --check a --data here', '--check reads a backup alone'],
    ['backup a --keep-sessions', "Unknown option '--keep-sessions'."],
    ['restore', 'restore needs a file'],
    ['restore a --force', "Unknown option '--force'."],
    ['anything', 'Commands: backup, restore.'],
  ])('refuses "%s" with a sentence', (line, sentence) => {
    expect(readCommandLine(line.split(' '))).toEqual({ ok: false, reason: expect.stringContaining(sentence) })
  })
})
