import type { Context as Parent, Span, SpanKind } from '@opentelemetry/api'

export type Attributes = Readonly<Record<string, string | number | boolean>>

/** A span's surroundings: its attributes, and whose child it is. */
export interface SpanOptions {
  readonly kind: 'server' | 'client' | 'consumer'
  readonly attributes: Attributes
  /** Headers of a caller who traces too (`traceparent`). */
  readonly headers?: Readonly<Record<string, unknown>>
}

/** An open span; what runs inside `within` are its children. Names and attributes never carry SQL, rows, texts of people or secrets. */
export interface OpenSpan {
  within<T>(work: () => T): T
  set(attributes: Attributes): void
  end(error?: unknown): void
}

/** Traces by OpenTelemetry. */
export interface Tracing {
  start(name: string, options: SpanOptions): OpenSpan
  /** Sends what waits and ends. */
  close(): Promise<void>
}

const CLOSE_MS = 3000

/** The kind of an error, never its sentence: that may quote what people wrote. */
const errorType = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.name : 'unknown'
}

/** Traces to an OTLP collector over HTTP (`http://host:4318/v1/traces`) as the service `coset`. The libraries are loaded only here: they cost a start half a second. */
export const openTracing = async (url: string, version: string): Promise<Tracing> => {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'coset', 'service.version': version }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  })
  provider.register()
  const tracer = provider.getTracer('coset', version)
  const kinds: Readonly<Record<SpanOptions['kind'], SpanKind>> = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    consumer: api.SpanKind.CONSUMER,
  }
  const opened = (span: Span, inside: Parent): OpenSpan => ({
    within: (work) => api.context.with(inside, work),
    set: (attributes) => void span.setAttributes(attributes),
    end: (error) => {
      if (error !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR }).setAttribute('error.type', errorType(error))
      span.end()
    },
  })
  return {
    start: (name, { kind, attributes, headers }) => {
      const current = api.context.active()
      const parent = headers === undefined ? current : api.propagation.extract(current, headers)
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, parent)
      return opened(span, api.trace.setSpan(parent, span))
    },
    close: async () => {
      const timeUp = new Promise((done) => setTimeout(done, CLOSE_MS).unref())
      await Promise.race([provider.shutdown(), timeUp])
    },
  }
}
