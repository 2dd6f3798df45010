import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openPlatform } from '../../src/platforms/platforms.ts'

const token = (): null => null

test('each platform is opened by its name', async () => {
  const names: string[] = []
  const keptAt = { env: 'OPS_URL' }
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  for (const platform of [
    await openPlatform('slack', { token, log }),
    await openPlatform('discord', { token, log }),
    await openPlatform('inbox', { save: () => Promise.resolve(1) }),
    await openPlatform('slack-webhook', { url: token, keptAt }),
    await openPlatform('discord-webhook', { url: token, keptAt, elapsed: () => 0 }),
    await openPlatform('forward', { address: token, keptAt }),
  ]) {
    names.push(platform.name)
    await platform.close()
  }
  expect(names).toEqual(['slack', 'discord', 'inbox', 'slack', 'discord', 'forward'])
})

test('no client library is loaded before a channel needs it, and then only its own', async () => {
  const module = pathToFileURL(`${import.meta.dirname}/../../src/platforms/platforms.ts`).href
  const script = `
    import { createRequire } from 'node:module'
    const loaded = () => Object.keys(createRequire(${JSON.stringify(module)}).cache)
      .flatMap((file) => /node_modules\\/(discord\\.js|@slack\\/web-api)\\//.exec(file)?.[1] ?? [])
    const seen = []
    const note = () => seen.push([...new Set(loaded())])
    const { openPlatform } = await import(${JSON.stringify(module)})
    await openPlatform('slack-webhook', { url: () => null, keptAt: '' })
    await openPlatform('discord-webhook', { url: () => null, keptAt: '' })
    await openPlatform('forward', { address: () => null, keptAt: '' })
    note()
    await openPlatform('slack', { token: () => null })
    note()
    await openPlatform('discord', { token: () => null })
    note()
    console.log(JSON.stringify(seen))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(JSON.parse(stdout)).toEqual([[], ['@slack/web-api'], ['@slack/web-api', 'discord.js']])
})
