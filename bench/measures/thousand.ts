import { CROWD_FIGURES, typeInRooms } from './crowded-rooms.ts'
import type { Measure } from './measure.ts'

export const thousand: Measure = {
  name: 'thousand',
  title: 'A thousand: 100 rooms of 10, half a letter a second each',
  figures: CROWD_FIGURES,
  run: (stage) => typeInRooms(stage, { rooms: 100, perRoom: 10, lettersPerSecond: 500 }),
}
