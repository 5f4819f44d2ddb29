import { describe, expect, it } from 'vitest'
import { openApi, type Json } from './openapi.ts'
import type { Route } from './route.ts'
import { ROUTE_IDS, ROUTES } from './routes.ts'

type Operation = {
  readonly operationId: string
  readonly security: readonly Record<string, readonly string[]>[]
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
}
const document = openApi() as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

function referencesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => (key === '$ref' ? [String(one)] : referencesIn(one as Json)))
}

describe('the OpenAPI document', () => {
  it('has each route of the catalogue once, under its id', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids.sort()).toEqual([...ROUTE_IDS].sort())
    for (const { path, method, operation } of operations) {
      const route: Route = ROUTES[operation.operationId as keyof typeof ROUTES]
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect([operation.operationId, method.toUpperCase()]).toEqual([operation.operationId, route.method])
      expect(operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(names)
      expect(operation.requestBody !== undefined).toBe(route.body !== null)
    }
  })

  it('has only references that lead somewhere', () => {
    const references = new Set(referencesIn(document as unknown as Json))
    expect(references.size).toBeGreaterThan(40)
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\//)
      const steps = reference.slice(2).split('/')
      const found = steps.reduce<unknown>(
        (place, step) => (place as Record<string, unknown> | undefined)?.[step],
        document,
      )
      expect(found, reference).toBeTypeOf('object')
    }
  })

  it('has schemas without a place of their own, none of them empty', () => {
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect(JSON.stringify(schema), name).not.toMatch(/"\$id"|"\$schema"|__shared/)
      expect(Object.keys(schema), name).not.toEqual([])
    }
  })

  it('says of each route who may ask and which scope a token needs', () => {
    for (const { operation } of operations) {
      const { who, token }: Route = ROUTES[operation.operationId as keyof typeof ROUTES]
      const isForNobody = operation.security.some((way) => Object.keys(way).length === 0)
      expect([operation.operationId, isForNobody]).toEqual([operation.operationId, who === 'anybody'])
      const scopes = operation.security.flatMap((way) => way['token'] ?? [])
      expect([operation.operationId, scopes]).toEqual([operation.operationId, token === 'never' ? [] : [token]])
    }
  })
})
