import { CROWD_FIGURES, typeInRooms } from './crowded-rooms.ts'
import type { Measure } from './measure.ts'

export const typing: Measure = {
  name: 'typing',
  title: 'Typing: 10 rooms of 4, 200 letters a second in all',
  figures: CROWD_FIGURES,
  run: (stage) => typeInRooms(stage, { rooms: 10, perRoom: 4, lettersPerSecond: 200 }),
}
