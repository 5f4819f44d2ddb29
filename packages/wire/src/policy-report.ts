/**
 * What browsers send where a page has broken its security policy (CSP level 3, 5.3: the body of `report-uri`). The members that
 * name pages, lines and pieces of scripts are left out here: they may hold ids, addresses and what people typed.
 */
import { z } from 'zod'

export const PolicyReportSchema = z.object({
  'csp-report': z.object({
    'effective-directive': z.string().max(100).optional(),
    /** In its place, in older browsers; it may go on behind the name. */
    'violated-directive': z.string().max(4_000).optional(),
    'blocked-uri': z.string().max(8_000).optional(),
  }),
})
export type PolicyReport = Readonly<z.infer<typeof PolicyReportSchema>['csp-report']>
