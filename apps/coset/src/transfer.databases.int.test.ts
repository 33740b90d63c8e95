import { temporaryDatabase } from '@coset/testing'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { startServer } from './test-server.ts'
import { EXTRA_NAMES, everyRow, exportOf, filesOf, makeScene, packOf, reviewOf, send } from './test-transfer.ts'

/** A review goes on after what it refuses; each metadata database has its own idea of what is left of a transaction then. */
describe.each(['postgresql', 'mysql'] as const)('on %s', (kind) => {
  test('dry runs, refusals and imports are the same', async () => {
    await using database = await temporaryDatabase(kind)
    await using server = await startServer({ config: { databaseUrl: database.url, secretKey: 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW', allowLocalFiles: true } })
    const { admin } = server
    const { ids } = await makeScene(server)
    const all = filesOf((await admin.get('/api/v1/assets/export/?everything=true')).bytes)
    const files = Object.fromEntries(Object.entries(all).map(([path, text]) => [path, load(text)]))
    const template = files['css_templates/Wide.yaml'] as object
    const bytes = await packOf('assets', {
      ...files,
      'css_templates/Wide.yaml': { ...template, css: '.z {}' },
      'annotation_layers/Bad.yaml': {
        name: 'Bad',
        annotations: [{ short_descr: 'backwards', start_dttm: '2026-02-01T00:00:00Z', end_dttm: '2026-01-01T00:00:00Z' }],
        version: '1.0.0',
      },
      'tags/New.yaml': { tag_name: 'New', objects: [], version: '1.0.0' },
    })
    const before = await everyRow(server)
    const review = reviewOf(await send(admin, 'assets', bytes, { dryRun: true }))
    expect(review.objects.filter((object) => object.change !== 'same').map((object) => [object.file, object.change])).toEqual([
      ['css_templates/Wide.yaml', 'changed'],
      ['annotation_layers/Bad.yaml', 'refused'],
      ['roles/Admin.yaml', 'kept'],
      ['tags/New.yaml', 'new'],
    ])
    expect((await send(admin, 'assets', bytes)).status).toBe(422)
    expect(await everyRow(server)).toEqual(before)
    for (const one of EXTRA_NAMES) {
      const { bytes: own } = await exportOf(admin, one, [ids[one]])
      expect(await send(admin, one, own, { overwrite: true }), one).toMatchObject({ status: 200, text: '{"message":"OK"}' })
      expect((await exportOf(admin, one, [ids[one]])).bytes, one).toEqual(own)
    }
  })
})
