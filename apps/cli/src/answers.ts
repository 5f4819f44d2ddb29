/** Answers as people write them into a file, checked against an instrument. */
import { INSTRUMENTS, instrumentById, itemsOf, type Answers, type Instrument, type Json } from '@tandem/rules'
import { fault, type Input } from './input.ts'
import { quoted } from './text.ts'

export function instrumentNamed(id: string): Input<Instrument> {
  const instrument = instrumentById(id)
  if (instrument !== undefined) return { ok: true, value: instrument }
  return fault(`${quoted(id)} is no instrument. Instruments: ${INSTRUMENTS.map((known) => known.id).join(', ')}.`)
}

/** @param value an object from item id to option id. */
export function answersFrom(instrument: Instrument, value: Json): Input<Answers> {
  const items = itemsOf(instrument)
  const example = JSON.stringify(Object.fromEntries(items.slice(0, 1).map((item) => [item.id, item.options[0]?.id])))
  if (!isObject(value)) return fault(`answers are a JSON object, such as ${example}.`)
  for (const [id, answer] of Object.entries(value)) {
    const item = items.find((known) => known.id === id)
    if (item === undefined) {
      return fault(`${quoted(id)} is no item of ${instrument.id}. Items: ${items.map((known) => known.id).join(', ')}.`)
    }
    const options = item.options.map((option) => option.id)
    if (typeof answer !== 'string' || !options.includes(answer)) {
      const given = typeof answer === 'string' ? quoted(answer) : JSON.stringify(answer).slice(0, 60)
      return fault(`${given} is no answer to ${id}. Answers: ${options.join(', ')}.`)
    }
  }
  return { ok: true, value: value as Answers }
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
