/** The number of a delivery of this database, or null where the id belongs to another. */
export function idOf(delivery: string, instance: string): number | null {
  const digits = delivery.startsWith(`${instance}-`) ? delivery.slice(instance.length + 1) : ''
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null
}
