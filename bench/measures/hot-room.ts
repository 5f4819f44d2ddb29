import { CROWD_FIGURES, typeInRooms } from './crowded-rooms.ts'
import type { Measure } from './measure.ts'

export const hotRoom: Measure = {
  name: 'hot-room',
  title: 'Hot room: 30 in one room, 120 letters a second in all',
  figures: CROWD_FIGURES,
  run: (stage) => typeInRooms(stage, { rooms: 1, perRoom: 30, lettersPerSecond: 120 }),
}
