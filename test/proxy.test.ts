import { expect, test } from 'vitest'
import { exceptions } from '../src/proxy.ts'

test.each([
  ['', ''],
  ['example.com', 'example.com,.example.com'],
  ['.example.com *.example.org,*', '.example.com,*.example.org,*'],
  ['slack-proxy', 'slack-proxy,.slack-proxy'],
  ['10.0.0.0/8', '10.0.0.0-10.255.255.255'],
  ['192.168.17.9/20, 10.1.2.3', '192.168.16.0-192.168.31.255,10.1.2.3'],
  ['0.0.0.0/0,1.2.3.4/32', '0.0.0.0-255.255.255.255,1.2.3.4-1.2.3.4'],
  ['fd00::/8,1.2.3.4/33,example.com:8080', 'fd00::/8,1.2.3.4/33,example.com:8080'],
])('of %j Node is told %j', (written, told) => {
  expect(exceptions(written)).toBe(told)
})
