/** Which trace and span of the sender, or of a proxy before us, a callback belongs to; fields of its log lines. */
export interface Parent {
  readonly trace_id?: string
  readonly span_id?: string
}

/** Version, trace id, span id, flags; a later version may add more (https://www.w3.org/TR/trace-context/). */
const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-.*)?$/
const NONE: Parent = {}
const ZEROS = /^0+$/

/** Reads a W3C `traceparent` header; an invalid one says nothing. */
export function parentOf(header: string | string[] | undefined): Parent {
  if (typeof header !== 'string') return NONE
  const [, version, trace_id = '', span_id = '', more] = TRACEPARENT.exec(header) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return NONE
  return ZEROS.test(trace_id) || ZEROS.test(span_id) ? NONE : { trace_id, span_id }
}
