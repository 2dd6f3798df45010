import type { Credentials } from '../setting-reader.ts'
import { sampleCallbacks } from './samples.ts'

/** Posts the sample callbacks to a running bridge over HTTP, one after the other, as Kylin's job threads do. */
export async function postSamples(url: string, credentials: Credentials | null, now: number): Promise<void> {
  const password = credentials?.passwords[0]?.() ?? ''
  const basic = Buffer.from(`${credentials?.username ?? ''}:${password}`).toString('base64')
  for (const body of sampleCallbacks(now)) {
    const answer = await fetch(`${url}/kylin/callback`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(credentials === null ? {} : { Authorization: `Basic ${basic}` }),
      },
      body,
    })
    await answer.body?.cancel()
    if (answer.status !== 200) throw new Error(`a sample callback was answered ${answer.status}`)
  }
}
