import atlas from 'world-atlas/countries-110m.json' with { type: 'json' }

/** The countries of Natural Earth at 1 : 110 million, as TopoJSON. Large: load when a map is drawn. */
export const world: unknown = atlas
