import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Hours } from '../time/hours.ts'
import { compileLimit } from './limits.ts'
import type { Source } from '../match/matcher.ts'
import { itemPath, listOf } from './named.ts'
import { checkTemplate, resolveMentions } from './names.ts'
import type { Defaults, NamedMention } from './names.ts'
import { compileQuiet } from './quiet.ts'
import { compileRegex, isRegex } from '../match/regex.ts'
import type { DefaultsText } from '../file/schema.ts'

/** What the defaults may name. */
interface DefaultNames {
  readonly mentions: ReadonlyMap<string, NamedMention>
  readonly hours: ReadonlyMap<string, Hours | null>
  readonly templates: ReadonlySet<string> | undefined
}

/** Compiles `defaults:`; mistakes are reported. */
export function compileDefaults(text: DefaultsText, names: DefaultNames, source: Source): Defaults {
  const template = text.template ?? null
  checkTemplate(template, pathOf('template'), names.templates, source)
  return {
    template,
    language: text.language ?? null,
    mentions: resolveMentions(text.mention, pathOf('mention'), names.mentions, source),
    limit: compileLimit(text.limit, pathOf('limit'), source.report) ?? null,
    quiet: compileQuiet(text.quiet, pathOf('quiet'), names.hours, source),
    thread: text.thread ?? null,
  }
}

function pathOf(key: keyof DefaultsText): Path {
  return ['defaults', key]
}

/** The RE2 patterns of `defaults.mask`, without their slashes; mistakes are reported. */
export function compileMask(text: DefaultsText['mask'], source: Source): string[] {
  const path = ['defaults', 'mask']
  return listOf(text).flatMap((mask, index) => {
    const at = itemPath(text ?? '', path, index)
    return isSoundMask(mask, source.places.written(at), at, source.report) ? [mask.slice(1, -1)] : []
  })
}

function isSoundMask(mask: string, written: string, path: Path, report: Report): boolean {
  if (!isRegex(mask)) {
    const message = `${quoted(mask)} is not a regex`
    report(path, {
      code: 'bad-mask',
      message,
      help: "write it between slashes, in single quotes: '/AKIA[A-Z0-9]{16}/'",
    })
    return false
  }
  const search = compileRegex(mask, written)
  if (typeof search !== 'function') {
    report(path, search)
    return false
  }
  if (!search('')) return true
  const message = `the regex ${quoted(mask)} finds the empty text, so it would mask between any two characters`
  report(path, {
    code: 'bad-mask',
    message,
    help: 'write what the secret surely holds, such as + instead of *',
  })
  return false
}
