/**
 * A word in the folder that it has held data: for whoever finds it, and for the next start. Without it a file that was
 * lost or cut to nothing would look like a first start, and people would find an empty Tandem.
 *
 * Written once, after the first opening succeeded. A start that was interrupted before is a first start again.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const MARK = 'READ-ME.txt'

const TEXT = `This folder holds the data of a Tandem server. All files in it belong together: stop the server before you
copy or move them. See docs/recovery.md.
`

/** A file without a schema is no new one here. */
export function isMarked(folder: string): boolean {
  return existsSync(join(folder, MARK))
}

/** Under another name first, so that it is there whole or not at all, also after a power cut. */
export function markFolder(folder: string): void {
  if (isMarked(folder)) return
  const mark = join(folder, MARK)
  const half = `${mark}.new`
  synced(half, 'w', (opened) => writeSync(opened, TEXT))
  renameSync(half, mark)
  synced(folder, 'r', () => {})
}

function synced(path: string, flags: 'r' | 'w', use: (opened: number) => void): void {
  const opened = openSync(path, flags)
  try {
    use(opened)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
