import { z } from 'zod'
import { idParams, messageAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/database'
const upload = { verb: 'can_upload', view: 'Database' } as const

export const uploadRoutes = {
  uploadMetadata: route({
    name: 'database.uploadMetadata',
    method: 'POST',
    path: `${base}/upload_metadata/`,
    summary: 'Sheets and column names of a file',
    guard: upload,
    bodyKind: 'multipart',
    output: z.object({
      result: z.object({ items: z.array(z.object({ sheet_name: z.string().nullable(), column_names: z.array(z.string()) })) }),
    }),
  }),
  upload: route({
    name: 'database.upload',
    method: 'POST',
    path: `${base}/:id/upload/`,
    summary: 'A CSV, Excel or Parquet file as a table',
    guard: upload,
    params: idParams,
    bodyKind: 'multipart',
    status: 201,
    output: messageAnswer,
  }),
  uploadSchemas: route({
    name: 'database.uploadSchemas',
    method: 'GET',
    path: `${base}/:id/schemas_access_for_file_upload/`,
    summary: 'Schemas that files may be uploaded to; none named: any, for people of the whole database',
    guard: { verb: 'can_read', view: 'Database' },
    params: idParams,
    output: z.object({ schemas: z.array(z.string()) }),
  }),
} as const
