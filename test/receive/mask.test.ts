import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringifyExact } from '../../src/receive/json.ts'
import { maskText, secretRanges } from '../../src/receive/mask.ts'
import { quarantinedBody } from '../../src/receive/quarantine.ts'
import { eventOf, REQUIRED } from './arrival.ts'

/** Every shape a secret comes in; § is where it stands. */
const SHAPES = [
  `--conf 'spark.hadoop.fs.s3a.secret.key=§'`,
  `--conf "spark.ssl.keyPassword=§ and more"`,
  `--conf 'spark.encryptionKey=§'`,
  '--conf spark.my.key=§',
  '-Djavax.net.ssl.trustStorePassword=§',
  'password: §',
  'PASSWORD = §',
  'db_token:=§',
  'secret access key = §',
  '--password §',
  '{"apiToken":"§"}',
  '{"credentials" : {"user":"§"}}',
  String.raw`{\"client_secret\":\"§\"}`,
  `{'pwd': '§'}`,
  '<password>§</password>',
  '<name>javax.jdo.option.ConnectionPassword</name>\n  <value>§</value>',
  '<property name="db.password" value="§"/>',
  'jdbc:mysql://db:3306/kylin?user=k&password=§&useSSL=false',
  'jdbc:oracle:thin:kylin/§@db:1521',
  'https://kylin:§@nexus/repository',
  'http://kylin:p@§@host/path',
  'redis://kylin:§',
  'curl -u kylin:§@10.0.0.1',
  'Authorization: Basic §',
  `-H 'Authorization: Bearer §'`,
  'X-Auth-Token: §',
  'Cookie: a=1; session=§',
  'got Bearer §',
  'xoxb-12-§',
  'https://hooks.slack.com/services/T1/B1/§',
  'https://discord.com/api/v10/webhooks/123/§',
  'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.§aaaaaaaaaaaaaaa',
  'AKIA§',
  'eyJhbGciOiJIUzI1NiIsInR5cCI6.§',
  '-----BEGIN RSA PRIVATE KEY-----\n§\n-----END RSA PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\n§\n',
  '§\n-----END PRIVATE KEY-----',
  '密码：§',
]
const secret = fc
  .array(fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'.split('')), { minLength: 20, maxLength: 40 })
  .map((letters) => `Q7${letters.join('')}`)
const filler = fc.constantFrom('\n', ' ', '\n\tat a.B.c(B.java:1)\n', '"', 'x\n', '\r\n', '，')

/** Whether six characters of the secret in a row stand in the text. */
function leaks(text: string, hidden: string): boolean {
  return Array.from({ length: hidden.length - 5 }, (_, at) => hidden.slice(at, at + 6)).some((part) =>
    text.includes(part),
  )
}

describe('a secret', () => {
  test.each(SHAPES)('in %j is masked', (shape) => {
    const hidden = 'Q7XK2M9PLWD4ZT8RBVCN63'
    const masked = maskText(shape.replace('§', hidden), 1_000)
    expect(masked).toContain('***')
    expect(leaks(masked, hidden)).toBe(false)
  })

  test.each(SHAPES)('in %j is masked wherever the text is cut', (shape) => {
    const hidden = 'Q7XK2M9PLWD4ZT8RBVCN63'
    const text = `${shape.replace('§', hidden)}\n${'log line 7\n'.repeat(10)}`
    const leaking = Array.from({ length: text.length }, (_, cut) => maskText(text, cut)).filter((kept) =>
      leaks(kept, hidden),
    )
    expect(leaking).toEqual([])
  })

  test('never survives in an event, wherever it stands and wherever the text is cut', () => {
    const limits = [8_000, 64_000, 4_000, 1_000, 400, 0]
    fc.assert(
      fc.property(
        fc.constantFrom(...SHAPES),
        secret,
        fc.constantFrom('msg', 'suggestion', 'stacktrace', 'tag', 'unknown', 'error_code', 'job_id'),
        fc.constantFrom(...limits),
        fc.integer({ min: -60, max: 60 }),
        filler,
        (shape, hidden, field, limit, offset, before) => {
          const planted = shape.replace('§', hidden)
          const lead =
            'ab cd ef\n'.repeat(limit).slice(0, Math.max(0, limit + offset - planted.length)) + before
          const text = `${lead}${planted}\n${'log line 7\n'.repeat(limit === 64_000 ? 30_000 : 50)}`
          const value = field === 'tag' ? { a: [{ b: text, [planted]: 1 }] } : text
          expect(leaks(stringifyExact(eventOf({ [field]: value })), hidden)).toBe(false)
        },
      ),
      { numRuns: 250 },
    )
  })

  test('never survives at the seam of a stack trace that is cut in the middle', () => {
    const overLines = SHAPES.filter((shape) => shape.includes('\n'))
    fc.assert(
      fc.property(
        fc.constantFrom(...overLines),
        secret,
        fc.integer({ min: -10, max: 60 }),
        (shape, hidden, offset) => {
          const planted = shape.replace('§', hidden)
          const tail = 'log line 7\n'.repeat(20_000).slice(0, 192_000 - planted.length - offset)
          const event = eventOf({ stacktrace: `${'head\n'.repeat(60_000)}${planted}\n${tail}` })
          expect(leaks(stringifyExact(event), hidden)).toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('under a key that names it is masked, whatever it is', () => {
    const event = eventOf({
      tag: { password: 'a', apiKey: 12_345_678, credentials: { user: 'u' }, secret: null, run: 7 },
    })
    expect(event.fields['tag']).toEqual({
      password: '***',
      apiKey: '***',
      credentials: '***',
      secret: null,
      run: 7,
    })
  })

  test('hidden behind escapes is found', () => {
    const text = JSON.stringify({ ...REQUIRED, msg: '@' }).replace(
      '@',
      String.raw`\u0070assword=Q7XK2M9P http:\/\/k:Q7XK2M9P\u0040h`,
    )
    expect(stringifyExact(eventOf(text))).not.toContain('Q7XK2M9P')
  })

  test('does not survive in quarantine, and no more than 64 kB are kept there', () => {
    const body = `{"msg":"${'密'.repeat(21_842)} ${'password=Q7XK2M9PLWD4ZT '.repeat(100)}`
    const kept = quarantinedBody(Buffer.from(body))
    expect(kept).not.toMatch(/Q7XK/)
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(65_536)
    expect(quarantinedBody(Buffer.from('<html>no secret</html>'))).toBe('<html>no secret</html>')
  })
})

describe('what is no secret stays readable', () => {
  test.each([
    'Permission denied: user=kylin, access=WRITE, inode="/kylin":hdfs:hdfs:drwxr-xr-x',
    'key not found: spark.executor.memory',
    `--conf 'spark.executor.memory=4g' --conf 'spark.yarn.keytab=/etc/kylin.keytab'`,
    'hdfs://nn1:8020/kylin/jars/a.jar thrift://hms1:9083,hms2:9083',
    'jdbc:hive2://zk1:2181,zk2:2181/;serviceDiscoveryMode=zooKeeper',
    'abfss://container@account.dfs.core.windows.net/path and http://[::1]:8484/x',
    'Client cannot authenticate via:[TOKEN, KERBEROS]',
    'INFO yarn.AMRMTokenSecretManager: rolling over',
    'org.apache.kylin.Foo@1b2c3d4e cannot be cast, Basic authentication failed',
    'mail to bob@example.com about Duplicate key: 7',
  ])('%s', (text) => {
    expect(maskText(text, 1_000)).toBe(text)
  })

  test('around a masked value', () => {
    expect(maskText(`--conf 'a.secret.key=x y'  --conf 'b=c'`, 100)).toBe(
      `--conf 'a.secret.key=***'  --conf 'b=c'`,
    )
    expect(maskText('{"password":"x","project":"sales"}', 100)).toBe('{"password":"***","project":"sales"}')
    expect(maskText('http://kylin:x@host/p?q=1', 100)).toBe('http://kylin:***@host/p?q=1')
  })
})

test('masking a masked text can only hide more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...SHAPES), fc.string(), filler), { maxLength: 8 }),
      (parts) => {
        const once = maskText(parts.join(''), 10_000)
        expect(secretRanges(once).every((range) => range.end > range.start)).toBe(true)
        // `Authorization: ***-----END … KEY-----` is safe, and looks like the end of a key the second time.
        expect(
          maskText(once, 10_000)
            .split('***')
            .filter((part) => !once.includes(part)),
        ).toEqual([])
      },
    ),
  )
})

test('a value that is listed beside its name is masked where the name is of a secret', () => {
  const event = eventOf({ ...REQUIRED, tag: { env: listed('sommerregen') } })
  expect(event.fields['tag']).toEqual({ env: listed('***') })
})

function listed(password: string) {
  return [
    { name: 'DB_PASSWORD', value: password, from: 'vault' },
    { key: 'MEMORY', Value: '8g' },
  ]
}
