import { describe, expect, it } from 'vitest'
import { deviceName } from './device-name.ts'

const mozilla = 'Mozilla/5.0'
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

describe('a device', () => {
  for (const [name, userAgent] of [
    ['Firefox on Linux', `${mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`],
    ['Chrome on Windows', `${mozilla} (Windows NT 10.0; Win64; x64) ${chrome}`],
    ['Edge on Windows', `${mozilla} (Windows NT 10.0; Win64; x64) ${chrome} Edg/140.0.0.0`],
    ['Opera on Linux', `${mozilla} (X11; Linux x86_64) ${chrome} OPR/120.0.0.0`],
    ['Safari on macOS', `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/26.0 Safari/605`],
    [
      'Safari on iPhone',
      `${mozilla} (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605 Version/26.0 Safari/604`,
    ],
    [
      'Firefox on iPhone',
      `${mozilla} (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605 FxiOS/140.0 Safari/605`,
    ],
    ['Chrome on Android', `${mozilla} (Linux; Android 16; K) ${chrome}`],
    ['A browser on Linux', 'something on Linux'],
    ['Firefox', 'Firefox/140.0'],
    ['Unknown device', '<script>alert(1)</script>'],
    ['Unknown device', undefined],
  ] as const) {
    it(`that says ${userAgent} is ${name}`, () => expect(deviceName(userAgent)).toBe(name))
  }
})
