/**
 * Text from outside, fit for a terminal: control characters could move the cursor or rename the window, direction
 * overrides could show a line backwards. Each becomes its JSON escape, so that a line of JSON stays one and the same.
 */
export function printable(text: string): string {
  return text.replace(UNFIT, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Line ends stay: they are ours. JSON escapes those of others. */
const UNFIT =
  // oxlint-disable-next-line no-control-regex -- these are the characters to replace
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g
