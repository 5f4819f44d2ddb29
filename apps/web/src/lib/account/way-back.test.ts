import { expect, test } from 'vitest'
import { searchFor, wayBack } from './way-back.ts'

const LOGIN = 'https://tandem.example/login'
const back = (to: string): string | null => wayBack(`${LOGIN}?${new URLSearchParams({ to })}`)?.href ?? null

test('the page that was wanted is found again, with its query', () => {
  const search = searchFor(new URL('https://tandem.example/r/demo/bias?study=2'))
  expect(wayBack(LOGIN + search)?.href).toBe('https://tandem.example/r/demo/bias?study=2')
})

test('whoever comes from the front door, or says nothing, wanted nowhere in particular', () => {
  expect(searchFor(new URL('https://tandem.example/'))).toBe('')
  expect(wayBack(LOGIN)).toBeNull()
})

test('an address of another origin is not followed, however it is written', () => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/',
    '///evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    ' //evil.example/',
    '/.//evil.example/',
    '/..//evil.example/',
    'http://tandem.example/r/demo',
    'https://tandem.example:8443/',
    'https://tandem.example@evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://tandem.example/x',
  ]
  for (const to of elsewhere) expect(back(to), to).toBeNull()
})

test('the sign-in page does not lead to itself', () => {
  expect(back('/login')).toBeNull()
  expect(back('/login?to=/login')).toBeNull()
})
