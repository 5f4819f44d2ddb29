/** Paths on a 16 px square. */
export const ICONS = {
  check: 'M3 8.5l3.2 3L13 4.5',
  close: 'M4 4l8 8M12 4l-8 8',
  hidden: 'M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13.5L13 2.5',
  people:
    'M3.3 5.5a2.2 2.2 0 104.4 0 2.2 2.2 0 00-4.4 0M9.2 6a1.8 1.8 0 103.6 0 1.8 1.8 0 00-3.6 0M1.8 13c.3-2.4 1.7-3.6 3.7-3.6s3.4 1.2 3.7 3.6M10.5 9.6c2 0 3.3 1 3.7 3',
  right: 'M6 4l4 4-4 4',
  left: 'M10 4L6 8l4 4',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  go: 'M3 8h10M9 4l4 4-4 4',
  lock: 'M3.5 7.5h9v6h-9zM5 7V5a2.5 2.5 0 015 0v2',
  find: 'M3 7a4 4 0 108 0 4 4 0 00-8 0M10 10l3.5 3.5',
  offline: 'M2 2l12 12M4 7.5a6 6 0 012.5-1.4M12 7.5A6 6 0 009.5 6M6 10a3 3 0 014 0M8 12.6v.1',
  clock: 'M2.5 8a5.5 5.5 0 1011 0 5.5 5.5 0 00-11 0M8 5v3.2l2 1.3',
  undo: 'M3 6h6.5a3.5 3.5 0 010 7H6M3 6l3-3M3 6l3 3',
  warn: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.1',
  page: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  wheel: 'M8 2a6 6 0 105.7 4',
  plus: 'M8 3v10M3 8h10',
  download: 'M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10',
  talk: 'M2.5 3h11v8H8l-3 2.5V11H2.5z',
  bell: 'M3 11.5h10l-1.3-2V7a3.7 3.7 0 00-7.4 0v2.5zM6.7 13.5h2.6',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
} as const

export type IconName = keyof typeof ICONS
