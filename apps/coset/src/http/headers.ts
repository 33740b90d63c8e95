import type { FastifyInstance } from 'fastify'

/** Nothing that the client needs; what is not named here asks people first. */
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'hid', 'microphone', 'midi', 'payment', 'serial', 'usb']

/** Powers of the browser that no page of ours, and none that it frames, may use. */
export const PERMISSIONS_POLICY = PERMISSIONS.map((name) => `${name}=()`).join(', ')

/** Headers that every answer carries beside those of helmet. */
export const mountHeaders = (app: FastifyInstance): void => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('permissions-policy', PERMISSIONS_POLICY)
  })
}
