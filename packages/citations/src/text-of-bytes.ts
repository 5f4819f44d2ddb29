/**
 * The text of a file, whatever it was written in: exports come as UTF-8 with and without mark, as UTF-16 and in the code
 * page of Windows, and none of them says so. A mark decides; else zero bytes show UTF-16; else what is valid UTF-8 is; and
 * what is not, is windows-1252, in which every byte has a meaning.
 */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

export function textOfBytes(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  const encoding = encodingOf(bytes)
  // The mark at the beginning is taken off by the decoder.
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return utf16Without(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252')
}

/** Citations are mostly Latin: in UTF-16 nearly every second byte is zero, always at the same side. */
function utf16Without(bytes: Uint8Array): Encoding | null {
  const sample = bytes.subarray(0, 2_000)
  const pairs = Math.floor(sample.length / 2)
  if (pairs < 4) return null
  const zeros = (side: 0 | 1): number => {
    let count = 0
    for (let at = side; at < pairs * 2; at += 2) if (sample[at] === 0) count += 1
    return count
  }
  if (zeros(1) > pairs * 0.6 && zeros(0) === 0) return 'utf-16le'
  if (zeros(0) > pairs * 0.6 && zeros(1) === 0) return 'utf-16be'
  return null
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    // The decoder has no other way to say no.
    return false
  }
}
