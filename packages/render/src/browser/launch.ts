import { tmpdir } from 'node:os'
import type { Browser } from 'playwright-core'

export interface LaunchOptions {
  readonly executable: string
  readonly memoryMb: number
}

/** No name resolves and no address is reached: a request that escapes the pages' own routing ends at a proxy that is nowhere. */
const NO_WAY_OUT = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=http://nowhere.invalid:1',
  '--proxy-bypass-list=<-loopback>',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
]

export const launchArguments = (memoryMb: number): readonly string[] => [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  '--dns-prefetch-disable',
  '--hide-scrollbars',
  `--js-flags=--max-old-space-size=${memoryMb}`,
  ...NO_WAY_OUT,
]

/** Its environment is not ours: that holds the site's secrets. */
const environment = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE', 'LD_LIBRARY_PATH', 'SystemRoot']
      .map((name) => [name, process.env[name]])
      .concat([['HOME', tmpdir()]])
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

/** Starts the browser. Only root, for whom Chromium has no sandbox, goes without one. */
export const launchBrowser = async ({ executable, memoryMb }: LaunchOptions): Promise<Browser> => {
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: executable,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...launchArguments(memoryMb)],
    env: environment(),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: 30_000,
  })
}
