/** Whether somebody asks for JSON rather than text: by `?format=`, else by `Accept`. */
export function wantsJson(format: string | null | undefined, accept: string | undefined): boolean {
  return (format ?? null) === null
    ? (accept ?? '').toLowerCase().includes('application/json')
    : format === 'json'
}
