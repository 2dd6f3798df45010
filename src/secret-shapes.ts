/** A kind of secret that is known by its own shape, wherever it stands. */
export interface SecretShape {
  /** What it is called, as in "this looks like a Slack token". */
  readonly what: string
  /** Texts of which one stands in every secret of this shape; each a pattern of one step. */
  readonly hints: readonly string[]
  /** Global. What its group `shown` finds stays readable: the host of a webhook, the word Bearer. */
  readonly shape: RegExp
  /** Whether it gives access to a chat platform. */
  readonly chat: boolean
}

/**
 * Marks what is a secret only where a word begins: `eyJ` stands in KeyJoin, too. Told apart when it was found: a look
 * behind in the pattern makes every search twice as slow.
 */
const WORD = '(?<word>)'
/** Up to the end of an address; in JSON a slash may be written `\/`. */
const REST = String.raw`[^\s"'<>]`

/**
 * The one list of shapes, for what is stored, for the log and for what people write. Each either takes all it can at
 * its first character or fails within a bounded number of steps, so that a search is linear.
 */
export const SECRET_SHAPES: readonly SecretShape[] = [
  chat(
    'Slack token',
    ['xox', 'xapp-'],
    String.raw`xox[abcdeprs](?:\.xox[abcdeprs])?-[\w.-]{6,}|xapp-[\w-]{6,}`,
  ),
  chat('Slack webhook URL', ['hook'], String.raw`(?<shown>hooks\.slack(?:-gov)?\.com\\?\/)${REST}{20,}`),
  chat(
    'Discord webhook URL',
    ['hook'],
    String.raw`(?<shown>discord(?:app)?\.com\\?\/api\\?\/(?:v\d{1,2}\\?\/)?webhooks\\?\/)${REST}{8,}`,
  ),
  // Base64 of a decimal number (so it begins with M, N or O), a time and a signature.
  chat(
    'Discord bot token',
    [String.raw`[MNO][\w-]{22,27}\.`],
    String.raw`[MNO]${WORD}[\w-]{22,27}\.[\w-]{5,8}\.[\w-]{25,}`,
  ),
  other(
    'webhook URL',
    ['hook', 'telegram'],
    String.raw`(?<shown>open\.(?:feishu\.cn|larksuite\.com)\\?\/open-apis\\?\/bot\\?\/v2\\?\/hook\\?\/|\.webhook\.office\.com\\?\/webhookb2\\?\/|api\.telegram\.org\\?\/bot)${REST}{8,}`,
  ),
  // Its 16 letters and digits hold a digit but for one in 30; names of places in capitals (ASIAPACIFIC…) do not.
  other('AWS access key', ['AKIA', 'ASIA'], String.raw`A(?:KIA|SIA)${WORD}(?=[A-Z]{0,40}\d)[A-Z0-9]{16,}`),
  other(
    'AWS session token',
    ['FwoG', 'IQoJ'],
    String.raw`(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)${WORD}[\w+/=%-]{20,}`,
  ),
  other(
    'Alibaba Cloud access key',
    ['LTAI', String.raw`STS\.`],
    String.raw`LTAI${WORD}[A-Za-z0-9]{12,}|STS\.${WORD}[A-Za-z0-9]{20,}`,
  ),
  other('Tencent Cloud access key', ['AKID'], String.raw`AKID${WORD}[A-Za-z0-9]{28,}`),
  other('Google access key', ['AIza', 'ya29'], String.raw`AIza${WORD}[\w-]{30,}|ya29\.${WORD}[\w-]{20,}`),
  // A header in base64 begins with `{"`.
  other('JSON web token', ['eyJ'], String.raw`eyJ${WORD}[\w-]{17}[\w.+/=-]*`),
  other(
    'access token',
    ['gh[pousr]_', 'github_pat_', 'glpat-', 'dapi', 'npm_', 'sk_live'],
    String.raw`gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|dapi[0-9a-f]{30,}|npm_[A-Za-z0-9]{30,}|sk_live_\w{16,}`,
  ),
  // `Basic authentication` and `Bearer TokenFilter` are words; base64 has digits or capitals side by side.
  other(
    'authorization',
    ['basic ', 'bearer ', 'Basic ', 'Bearer ', 'BASIC ', 'BEARER ', 'Bot '],
    String.raw`(?<shown>(?:[Bb]asic|BASIC|[Bb]earer|BEARER|Bot) {1,4})(?=[\w.~+/=-]*(?:[\d=]|[A-Z]{2}))[\w.~+/=-]{8,}`,
  ),
  other(
    'database password',
    ['oracle'],
    String.raw`(?<shown>jdbc:oracle:\w{1,10}:[^\s/@]{0,100}\/)(?:\S{1,200}(?=@)|[^\s@]+)`,
  ),
  other(
    'database password',
    ['dentified', 'IDENTIFIED'],
    String.raw`(?<shown>(?:IDENTIFIED BY|[Ii]dentified [Bb]y) ['"])[^'"\n]+`,
  ),
  other(
    'signature',
    ['sig=', 'ignature=', 'X-Amz', 'key='],
    String.raw`(?<shown>[?&](?:sig|[Ss]ignature|X-Amz-(?:Signature|Credential|Security-Token))=)[^\s&"'<>]+|(?<shown>[?&]key=)[\w-]{16,}`,
  ),
  other(
    'password of a command',
    ['sshpass', 'sqlplus', 'mysql', 'beeline', 'curl '],
    String.raw`(?<shown>sshpass -p ?)\S+|(?<shown>sqlplus [^\s/@]{1,64}\/)(?:\S{1,200}(?=@)|[^\s@]+)|(?<shown>mysql(?:dump|admin)? [^\n]{0,120}? -p)[^\s-]\S*|(?<shown>beeline [^\n]{0,200}? -p )\S+|(?<shown>curl [^\n]{0,120}?(?:-u ?|--user[ =])['"]?[^\s:'"@]{1,64}:)[^\s'"]+`,
  ),
]

function chat(what: string, hints: readonly string[], shape: string): SecretShape {
  return { what, hints, shape: new RegExp(shape, 'g'), chat: true }
}

function other(what: string, hints: readonly string[], shape: string): SecretShape {
  return { what, hints, shape: new RegExp(shape, 'g'), chat: false }
}

const ANY = new RegExp(SECRET_SHAPES.map(({ shape }) => shape.source).join('|'), 'g')
// Two searches take a third of one: where all begin with a capital, V8 passes over the rest in one step.
const HINTS = [...new Set(SECRET_SHAPES.flatMap(({ hints }) => hints))]
const CAPITAL = /^(?:[A-Z]|\[[A-Z])/
const CAPITALS = new RegExp(HINTS.filter((hint) => CAPITAL.test(hint)).join('|'))
const OTHERS = new RegExp(HINTS.filter((hint) => !CAPITAL.test(hint)).join('|'))

/** Whether a text, or JSON that escapes no letters, may hold a secret that is known by its shape; false is certain. */
export function hasSecretShape(text: string): boolean {
  return CAPITALS.test(text) || OTHERS.test(text)
}

/** Calls `found` with the place of every such secret, without what stays readable of it. */
export function eachSecretShape(text: string, found: (start: number, end: number) => void): void {
  if (!hasSecretShape(text)) return
  ANY.lastIndex = 0
  for (let hit = ANY.exec(text); hit !== null; hit = ANY.exec(text)) {
    const { shown = '', word } = hit.groups ?? {}
    if (word === undefined || beginsWord(text, hit.index)) found(hit.index + shown.length, ANY.lastIndex)
    else ANY.lastIndex = hit.index + 1
  }
}

/** In JSON a letter may stand before a word that belongs to an escape: `\nAKIA…`. */
function beginsWord(text: string, at: number): boolean {
  return !/[\w-]/.test(text.charAt(at - 1)) || /\\[nrtbf]/.test(text.slice(Math.max(0, at - 2), at))
}

/** A text with something else in place of every such secret. */
export function replaceSecretShapes(text: string, instead: (secret: string) => string): string {
  let safe = ''
  let at = 0
  eachSecretShape(text, (start, end) => {
    safe += text.slice(at, start) + instead(text.slice(start, end))
    at = end
  })
  return at === 0 ? text : safe + text.slice(at)
}
