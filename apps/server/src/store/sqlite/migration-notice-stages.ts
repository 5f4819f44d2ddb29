/** The seventh step: a notice says which stage of its study it is about; null for those that were written before. */
import type { Migration } from './migrations.ts'

export const NOTICE_STAGES: Migration = { sql: 'ALTER TABLE notice ADD COLUMN form TEXT' }
