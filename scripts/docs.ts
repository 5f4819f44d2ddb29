import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedDocs, root } from './generated-docs.ts'

const folder = join(root, 'docs', 'generated')
mkdirSync(folder, { recursive: true })
for (const [name, text] of generatedDocs()) writeFileSync(join(folder, name), text)
