import { accepted } from '@tandem/rules'
import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

const shared = { folder: null, isJson: false }

describe('the command line of the administration', () => {
  it.each([
    ['user list', { what: 'list-users' }],
    ['user invite', { what: 'invite', email: null }],
    ['user invite a@b.c', { what: 'invite', email: 'a@b.c' }],
    ['user reset-link a@b.c', { what: 'reset-link', email: 'a@b.c' }],
    ['user disable a@b.c', { what: 'set-disabled', email: 'a@b.c', disabled: true }],
    ['user enable a@b.c', { what: 'set-disabled', email: 'a@b.c', disabled: false }],
    ['user administrator a@b.c', { what: 'set-administrator', email: 'a@b.c', administrator: true }],
    ['user administrator a@b.c --off', { what: 'set-administrator', email: 'a@b.c', administrator: false }],
    ['user second-factor-off a@b.c', { what: 'second-factor-off', email: 'a@b.c' }],
    ['review list', { what: 'list-reviews' }],
    ['review show r1', { what: 'show-review', review: 'r1' }],
    ['review members r1', { what: 'list-members', review: 'r1' }],
    ['review export r1', { what: 'export-review', review: 'r1', withDrafts: false }],
    ['review export r1 --drafts', { what: 'export-review', review: 'r1', withDrafts: true }],
  ])('understands "%s"', (line, command) => {
    expect(readCommandLine(line.split(' '))).toEqual(accepted({ ...shared, command }))
  })

  it('takes a folder, JSON and help anywhere', () => {
    const line = ['user', '--json', 'list', '--data', 'here']
    expect(readCommandLine(line)).toEqual(accepted({ folder: 'here', isJson: true, command: { what: 'list-users' } }))
    expect(readCommandLine(['review', '--help'])).toEqual(accepted({ ...shared, command: null }))
  })

  it.each([
    ['', 'is no command here'],
    ['user', '"user" is no command here.'],
    ['user delete a', '"user delete" is no command here.'],
    ['user list a', '"a" is too much for user list.'],
    ['user invite a b', '"b" is too much for user invite.'],
    ['user disable', 'user disable needs an e-mail address.'],
    ['review show', 'review show needs the id of a review.'],
    ['user disable a --off', 'user disable takes no --off.'],
    ['review show r --drafts', 'review show takes no --drafts.'],
    ['user list --all', "Unknown option '--all'."],
  ])('refuses "%s" with a sentence', (line, sentence) => {
    const read = readCommandLine(line === '' ? [] : line.split(' '))
    expect(read).toEqual({ ok: false, reason: expect.stringContaining(sentence) })
  })
})
