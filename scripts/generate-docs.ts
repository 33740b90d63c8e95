import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { environmentName, SETTINGS } from '../apps/coset/src/config/settings.ts'

/** `docs/configuration.md`, derived from the settings themselves. `--check` fails when the file is out of date. */
const path = fileURLToPath(new URL('../docs/configuration.md', import.meta.url))

const cell = (text: string): string => text.replaceAll('|', '\\|')

const fallback = (schema: { safeParse(value: unknown): { success: boolean; data?: unknown } }): string => {
  const parsed = schema.safeParse(undefined)
  return parsed.success && parsed.data !== undefined && parsed.data !== '' ? `\`${JSON.stringify(parsed.data)}\`` : ''
}

const rows = Object.entries(SETTINGS).map(([key, setting]) => {
  const { reference, secret } = setting as { reference?: string; secret?: boolean }
  return `| \`${environmentName(key)}\` | \`${key}\` | ${fallback(setting.schema)} | ${cell(setting.about)}${secret === true ? ' *Secret: masked when shown.*' : ''} | ${reference === undefined ? '' : `\`${reference}\``} |`
})

const text = `# Configuration

Values come from the environment, then from \`coset.config.ts\` in the working folder (its default export), then from the defaults below.
A name that is not known stops the start and names the nearest one. \`coset config\` shows what is in force, secrets masked.
This page is made by \`npm run docs\`.

| environment | key in \`coset.config.ts\` | default | meaning | Superset's key |
|---|---|---|---|---|
${rows.join('\n')}

## Production

With \`NODE_ENV=production\` the server refuses to start without \`COSET_SECRET_KEY\`, with one of fewer than 32 bytes, or with one that stands in
published software; session cookies are sent over HTTPS only, and databases on private addresses need \`COSET_ALLOW_PRIVATE_ADDRESSES=true\`.

## Changing the secret key

Set the new key in \`COSET_SECRET_KEY\`, stop the server, run \`coset secrets rotate --from OLD_KEY\`, start again. Everybody signs in anew.
`

const check = process.argv.includes('--check')
if (!check) writeFileSync(path, text)
else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write('docs/configuration.md is out of date; run: npm run docs\n')
  process.exit(1)
}
