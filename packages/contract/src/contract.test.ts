import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { allRoutes, contract, openApi } from './index.ts'

const routes = allRoutes(contract)

/** Open to anybody, and why. */
const PUBLIC: Readonly<Record<string, string>> = {
  'security.login': 'gives the tokens',
  'security.refresh': 'checks the refresh token itself',
  'signIn.forgot': 'whoever forgot a password is not signed in; the answer tells nothing',
  'signIn.reset': 'by the code of a mail',
  'signIn.register': 'where the site lets people make themselves an account',
  'signIn.activate': 'by the code of a mail',
  'queue.place': 'tells the asker’s own place only; people without a session see public dashboards too',
  'system.bootstrap': 'tells the client whether somebody is signed in; the answer holds nothing else of the site',
}

/** Reads by POST that a page of another site cannot use: they change nothing and answer in JSON. */
const WITHOUT_CSRF: Readonly<Record<string, string>> = {
  'picture.dashboardScreenshotJob': 'has a picture drawn, changes nothing',
  'security.login': 'no session is made',
  'security.refresh': 'the token is in a header',
  'chart.data': 'a read',
  'datasource.samples': 'a read',
  'explain.chartData': 'a read',
  'log.events': 'sent by navigator.sendBeacon, which takes no header',
}

describe('routes', () => {
  test('names are unique and of the form resource.verb', () => {
    const names = routes.map((r) => r.name)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z_]*\.[a-z][A-Za-z]*$/)
  })

  test('no two routes share method and address, parameter names aside', () => {
    const keys = routes.map((r) => `${r.method} ${r.path.replace(/:\w+/g, ':x').replace(/\/$/, '')}`)
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  })

  test('every parameter of an address has a schema and every schema a place', () => {
    for (const route of routes) {
      const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name).sort()
      const inSchema = route.params instanceof z.ZodObject ? Object.keys(route.params.shape).sort() : []
      expect(inSchema, route.name).toEqual(inPath)
    }
  })

  test('only these are public', () => {
    expect(
      routes
        .filter((r) => r.guard === 'public')
        .map((r) => r.name)
        .sort(),
    ).toEqual(Object.keys(PUBLIC).sort())
  })

  test('every other route has a guard', () => {
    for (const { name, guard } of routes) {
      if (typeof guard === 'string') expect(['public', 'signed-in'], name).toContain(guard)
      else {
        expect(guard.verb, name).not.toBe('')
        expect(guard.view, name).not.toBe('')
      }
    }
  })

  test('reads are guarded by a reading verb, writes by a writing one', () => {
    const reading = /^can_(read|get$|list|info|samples|export|query|time_range|recent_activity|grant|external|fetch|dashboard|slice)/
    const exempt = new Set([
      ...['chart.addFavourite', 'chart.removeFavourite', 'dashboard.addFavourite', 'dashboard.removeFavourite', 'tag.addFavourite', 'tag.removeFavourite'],
      ...['database.validateSql', 'sqllab.formatSql', 'sqllab.exportStreaming', 'query.stop', 'asyncEvent.cancel', 'security.guestToken'],
    ])
    for (const { name, method, guard, csrf } of routes) {
      if (typeof guard === 'string' || method === 'GET' || !csrf || exempt.has(name)) continue
      expect(guard.verb, name).not.toMatch(reading)
    }
  })

  test('only these writes come without a CSRF token', () => {
    expect(
      routes
        .filter((r) => !r.csrf)
        .map((r) => r.name)
        .sort(),
    ).toEqual(Object.keys(WITHOUT_CSRF).sort())
  })

  test('a GET takes no body, a body comes with POST or PUT', () => {
    for (const { name, method, body, bodyKind } of routes) {
      if (method === 'GET' || method === 'DELETE') expect(body, name).toBeUndefined()
      if (bodyKind === 'multipart') expect(method, name).toBe('POST')
    }
  })

  test('bodies take no unknown members', () => {
    const open = new Set([
      'chart.data',
      'explain.chartData',
      'datasource.samples',
      'log.events',
      'explore.createPermalink',
      'database.create',
      'database.update',
      'database.validateSql',
      'database.validateParameters',
      'datasource.validateExpression',
      'security.guestToken',
    ])
    for (const { name, body } of routes) {
      if (body === undefined || open.has(name)) continue
      const parsed = body.safeParse({ surely_unknown_member: 1 })
      expect(parsed.success, name).toBe(false)
      expect(JSON.stringify(parsed.error?.issues), name).toContain('surely_unknown_member')
    }
  })

  test('no schema takes a whole number that a database column cannot hold', () => {
    const found: string[] = []
    const look = (name: string, schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return
      if ('type' in schema && schema.type === 'integer' && !('maximum' in schema && typeof schema.maximum === 'number' && schema.maximum <= 2_147_483_647))
        found.push(name)
      for (const [key, value] of Object.entries(schema)) look(`${name}.${key}`, value)
    }
    for (const route of routes)
      for (const part of ['params', 'query', 'q', 'body'] as const) {
        const schema = route[part]
        if (schema !== undefined) look(`${route.name} ${part}`, z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
      }
    expect(found).toEqual([])
  })
})

describe('OpenAPI document', () => {
  interface Operation {
    readonly operationId: string
    readonly parameters: readonly {
      readonly name: string
      readonly in: string
      readonly required?: boolean
      readonly schema?: object
      readonly content?: object
    }[]
    readonly responses: Readonly<Record<string, object>>
    readonly requestBody?: { readonly content: Readonly<Record<string, object>> }
    readonly security: readonly object[]
  }
  const document = openApi(routes, '1.2.3') as {
    readonly openapi: string
    readonly info: object
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    expect(document.openapi).toMatch(/^3\.0\./)
    expect(document.info).toMatchObject({ title: 'Coset', version: '1.2.3' })
  })

  test('has every route once', () => {
    expect(operations.map((o) => o.operation.operationId).sort()).toEqual(routes.map((r) => r.name).sort())
  })

  test('declares each parameter of a path, required, and none that is not there', () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
      const declared = operation.parameters.filter((p) => p.in === 'path')
      expect(declared.map((p) => p.name).sort(), path).toEqual(named)
      for (const parameter of declared) expect(parameter.required, path).toBe(true)
      for (const parameter of operation.parameters) expect(parameter.schema ?? parameter.content, `${path} ${parameter.name}`).toBeDefined()
      expect(path).not.toContain(':')
    }
  })

  test('methods, answers and security are those of OpenAPI', () => {
    for (const { path, method, operation } of operations) {
      expect(['get', 'post', 'put', 'delete'], path).toContain(method)
      expect(Object.keys(operation.responses).length, path).toBeGreaterThan(0)
      for (const status of Object.keys(operation.responses)) expect(status).toMatch(/^[1-5]\d\d$/)
      if (PUBLIC[operation.operationId] !== undefined) expect(operation.security).toEqual([])
      else expect(operation.security).toEqual([{ jwt: [] }])
    }
  })

  test('uses no word that OpenAPI 3.0 does not know', () => {
    const text = JSON.stringify(document)
    expect(text).not.toContain('$schema')
    expect(text).not.toContain('"const":')
    expect(text).not.toContain('"prefixItems"')
    expect(text).not.toContain('"type":"null"')
  })
})
