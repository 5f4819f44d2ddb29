const local = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const utc = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** "14 Nov 2026", of a time or of a day. A day is one in UTC: read as local time it would be the day before, west of it. */
export const dayOf = (at: string): string => (at.length === 10 ? utc : local).format(new Date(at))
