import type english from './messages/en.json'

/** A key that is not in the English messages does not compile. */
export type MessageKey = keyof typeof english
