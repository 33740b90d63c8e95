import type { Client } from '@coset/testing'

/** Makes an object and gives its id. Throws unless the answer is 201. */
export const made = async (admin: Client, path: string, body: unknown): Promise<number> => {
  const answer = await admin.post(path, body)
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
  return answer.json<{ id: number }>().id
}

/** Connects the warehouse and makes a dataset of its birth names with the metric `sum__num`. Throws when it is not reachable. */
export const connectWarehouse = async (admin: Client, warehouse: string): Promise<void> => {
  const database = await made(admin, '/api/v1/database/', { database_name: 'Warehouse', sqlalchemy_uri: warehouse })
  const id = await made(admin, '/api/v1/dataset/', { database, schema: 'public', table_name: 'birth_names' })
  const metrics = [{ metric_name: 'sum__num', expression: 'SUM(num)' }]
  const answer = await admin.put(`/api/v1/dataset/${id}`, { metrics })
  if (answer.status !== 200) throw new Error(`the metric was refused with ${answer.status}: ${answer.text}`)
}
