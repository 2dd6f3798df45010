/**
 * What became of a callback, as metrics count it. 200: stored; repeat; quarantined. 503: not-stored, the store failed;
 * too-late, not stored within 2.5 s; too-busy, too much in flight. 401: unauthorized. aborted: the sender went away
 * before its body's end.
 */
export type CallbackResult =
  | 'stored'
  | 'repeat'
  | 'quarantined'
  | 'not-stored'
  | 'too-late'
  | 'too-busy'
  | 'unauthorized'
  | 'aborted'

/** The answer to each. */
export const STATUS = {
  stored: 200,
  repeat: 200,
  quarantined: 200,
  'not-stored': 503,
  'too-late': 503,
  'too-busy': 503,
  unauthorized: 401,
  aborted: 400,
} as const satisfies Readonly<Record<CallbackResult, number>>
