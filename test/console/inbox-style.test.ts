import { expect, test } from 'vitest'
import { INBOX_STYLE } from '../../src/console/inbox-style.ts'
import { MESSAGE_STYLE } from '../../src/console/message-style.ts'

/** Of the rest of the style, rules that hold in the dark only. */
const DARK = /@media \(prefers-color-scheme: dark\) \{((?:[^{}]*\{[^{}]*\})*)\s*\}/g
const STYLE = INBOX_STYLE + MESSAGE_STYLE
const SCHEMES = {
  light: STYLE.replaceAll(DARK, ''),
  dark: STYLE.replaceAll(DARK, '$1'),
}
type Scheme = keyof typeof SCHEMES

/** The last value that the rules for a selector give a property; undefined where they give it none. */
function valueOf(scheme: Scheme, selector: string, property: string): string | undefined {
  let found: string | undefined
  for (const [, selectors = '', body = ''] of SCHEMES[scheme].matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors.split(',').some((one) => one.trim() === selector)) continue
    for (const declaration of body.split(';')) {
      const [name = '', value] = declaration.split(':').map((part) => part.trim())
      if (name === property) found = value
    }
  }
  return found
}

/** How light a colour is, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const digits = /^#[\da-f]{3}$/.test(colour) ? colour.replaceAll(/[\da-f]/g, '$&$&') : colour
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const share = parseInt(digits.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = NaN, light = NaN] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

test('contrast is that of WCAG', () => {
  expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#767676', '#fff')).toBeCloseTo(4.54, 2)
})

test.each<[string, Scheme, background: readonly [selector: string, property: string], ring: string]>([
  ['the page', 'light', [':root', '--pane'], ':root'],
  ['the page', 'dark', [':root', '--pane'], ':root'],
  ['the sidebar', 'light', [':root', '--side'], '#channels'],
  ['the sidebar', 'dark', [':root', '--side'], '#channels'],
  ['the way past the sidebar', 'light', [':root', '--side'], '.skip'],
  ['a message of Slack', 'light', ['.message', '--bg'], ':root'],
  ['a message of Slack', 'dark', ['.message', '--bg'], ':root'],
  ['a channel of Slack', 'light', ['.pane.one.slack', 'background'], ':root'],
  ['a channel of Slack', 'dark', ['.pane.one.slack', 'background'], ':root'],
  ['a message of Discord', 'light', ['.message.discord', '--bg'], '.message.discord'],
  ['a channel of Discord', 'light', ['.pane.one.discord', 'background'], '.pane.one.discord'],
])('what has the focus is seen on %s in the %s: WCAG 1.4.11', (_, scheme, [selector, property], ring) => {
  expect(valueOf(scheme, ':focus-visible', 'outline')).toBe('3px solid var(--focus)')
  const colours = [valueOf(scheme, ring, '--focus'), valueOf(scheme, selector, property)]
  expect(colours).toEqual([expect.stringMatching(/^#/), expect.stringMatching(/^#/)])
  const [focus = '', background = ''] = colours
  expect(contrast(focus, background)).toBeGreaterThanOrEqual(3)
})

test('no colour of the focus is given in other places, which this would not see', () => {
  expect(STYLE.match(/--focus:/g)).toHaveLength(4)
  expect(STYLE.match(/outline/g)).toHaveLength(2)
})
