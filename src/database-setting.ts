/** Where events are kept. */
export type Database =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'postgres'
      /** Read again at each connection, so that a rotated password needs no restart. */
      readonly address: () => { readonly url: string; readonly password: string | null }
      /** The address without password and options, as it may stand in logs and messages. */
      readonly name: string
    }

/** How a database is called in logs and messages. */
export function nameOf(database: Database): string {
  return database.kind === 'sqlite' ? database.file : database.name
}

/** The database that a URL means; null where it is of no form that is known. */
export function databaseOf(
  url: string,
  readAgain: () => string | null,
  password: () => string | null,
): Database | null {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1]
  if (file !== undefined) return { kind: 'sqlite', file }
  if (!isPostgres(url)) return null
  return {
    kind: 'postgres',
    address() {
      const again = readAgain() ?? url
      // A file that is being written may hold anything for a moment.
      return { url: isPostgres(again) ? again : url, password: password() }
    },
    name: withoutSecrets(url),
  }
}

/** Passwords that an address holds, as they are written and as they are meant. */
export function passwordsIn(url: string): string[] {
  if (!URL.canParse(url)) return []
  const { password, searchParams } = new URL(url)
  const written = [password, searchParams.get('password') ?? '', searchParams.get('sslpassword') ?? '']
  return [...new Set(written.flatMap((text) => [text, decoded(text)]))].filter((text) => text !== '')
}

function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\/./.test(url) && URL.canParse(url)
}

function withoutSecrets(url: string): string {
  const { protocol, username, host, pathname } = new URL(url)
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
