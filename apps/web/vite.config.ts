import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Writes `.br` and `.gz` beside every text asset once all is written, so that the server never compresses one twice. */
const compressed = (): Plugin => ({
  name: 'coset-compressed',
  apply: 'build',
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (!/\.(js|css|svg|json)$/.test(name)) continue
      const source = readFileSync(join(dir, name))
      if (source.byteLength < 1024) continue
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
      writeFileSync(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }))
    }
  },
})

const DRAWING = /node_modules[\\/](?:zrender|echarts)[\\/]/

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'static',
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What every drawn chart shares comes in one piece; each chart type stays a chunk of its own
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'drawing', test: DRAWING, minShareCount: 3 }] } } },
  },
  server: { proxy: { '^/(api|login|logout|superset|datasource|tabstateview|tableschemaview|health)/?': 'http://127.0.0.1:8088' } },
})
