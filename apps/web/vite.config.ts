import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Writes `.br` and `.gz` beside every text asset, so that the server never compresses one twice. */
const compressed = (): Plugin => ({
  name: 'coset-compressed',
  apply: 'build',
  generateBundle(_options, bundle) {
    for (const [name, file] of Object.entries(bundle)) {
      if (!/\.(js|css|svg|json)$/.test(name)) continue
      const source = Buffer.from(file.type === 'chunk' ? file.code : file.source)
      if (source.byteLength < 1024) continue
      this.emitFile({ type: 'asset', fileName: `${name}.br`, source: brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) })
      this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(source, { level: 9 }) })
    }
  },
})

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: { outDir: 'dist', emptyOutDir: true, assetsDir: 'static', target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 900, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { proxy: { '^/(api|login|logout|superset|datasource|health)/?': 'http://127.0.0.1:8088' } },
})
