/** Words near which a secret may stand; every name that is looked at holds one. Plain words: the search is hot. */
export const SECRET_WORDS =
  /pass|pwd|secret|token|credential|authorization|cookie|--conf|key|密码|口令|密钥|令牌|凭证|凭据/i

const KEYS = 'api|access|private|account|encryption|shared|signing|master'
const CHINESE = '密码|口令|密钥|令牌|凭证|凭据'
/** A word of its own, also in `dbPass`. */
const PASS = '(?:(?<![a-z])pass|(?-i:(?<=[a-z])Pass))'
const CORE = `passw(?:or)?d?|passphrase|${PASS}(?![a-z])|(?:store|key)pass|pwd|secret(?!ar)|token(?!i[sz])|credential|authorization|cookie|(?:${KEYS}|secret)[-_. ]?key|${CHINESE}`
const NAMES_SECRET = new RegExp(CORE, 'i')
const LAST_CORE = new RegExp(`.*(?:${CORE})`, 'is')
const ENDS_SECRET = new RegExp(
  `(?:passw(?:or)?d|passphrase|${PASS}|(?:store|key)pass|pwd|secret|tokens?|credentials?|(?:${KEYS}|secret)[-_. ]?key|authorization|cookie|${CHINESE})$`,
  'i',
)
/** `access key`, in two words. */
const KEY_OF = new RegExp(`(?:${KEYS}|secret) $`, 'i')
/** What is said about a secret and is none: `password_policy`, `credentials.provider.path`, `tokenExpiry`. */
const ABOUT =
  /^(?:s|word|wd)?(?:[-_.](?:[^\W_]{1,30}[-_.]){0,3}|(?=[A-Z]))(?:polic(?:y|ies)|usage|level|count|type|expir\w{0,8}|length|size|managers?|providers?|path|file(?:name)?|location|dir(?:ectory)?|ur[il]|endpoint|class(?:name)?|enabled|required|interval|ttl|time(?:out|stamp)?|lifetime|version|algorithm|rotation|renewal|renewer|issuer|service|kind|status|state|strength|attempts|rules?|table|column|field|format|mode|name|seqno|sequence|date|cache|store|factory|handler|filter|validator|resolver)$/i
/** How many there are of it, or which one. */
const COUNTED =
  /master[-_.]?key[-_.]?id$|(?:^|[-_.])(?:max|min|num|total|n|count|used|prompt|completion|input|output)[-_.]?tokens?$/i
const CLASS = /^(?:[a-z]\w*\.){2,}[A-Z]/
const KEY = /[-_.]keys?(?![a-z])/i
/** Keys of tables, not of doors. */
const TABLE_KEY =
  /(?:primary|foreign|partition|sort|group|join|row|cluster|bucket|surrogate|natural|business|unique|index|shard|order|object|file|cache|routing|hash|range|map|[dfps]k|id)[-_.]keys?$/i
const FLAG = /^--?[a-z]/i

/** Whether a field of this name holds a secret, e.g. `password`, `apiToken`, `s3.access.key`. */
export function namesSecret(name: string): boolean {
  return NAMES_SECRET.test(name) && !isAbout(name)
}

function isAbout(name: string): boolean {
  const core = LAST_CORE.exec(name)?.[0] ?? ''
  return ABOUT.test(name.slice(core.length)) || COUNTED.test(name)
}

/** A colon is a sign of prose as often as of an assignment, so the name must end in the secret word there. */
export function endsInSecret(name: string): boolean {
  return ENDS_SECRET.test(name) && !COUNTED.test(name) && !CLASS.test(name)
}

/** Whether what is given to this name by `=` is a secret if it looks like one: some other `….key`. */
export function namesSomeKey(name: string): boolean {
  return KEY.test(name) && !TABLE_KEY.test(name)
}

/** Whether `name value` on a command line gives a secret. */
export function isSecretFlag(name: string): boolean {
  return FLAG.test(name) && endsInSecret(name)
}

/** Whether a text ends in `access ` or the like, so that the word `key` behind it goes with it. */
export function endsInKeyOf(text: string): boolean {
  return KEY_OF.test(text)
}

/** Whether a word is one of the Chinese ones, behind which a text goes on without a blank. */
export function isChinese(word: string): boolean {
  return /^[\u4e00-\u9fff]/.test(word)
}
