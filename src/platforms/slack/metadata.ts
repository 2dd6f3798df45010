/** The kind of metadata by which a message is found again. */
export const EVENT_TYPE = 'herald_delivery'
