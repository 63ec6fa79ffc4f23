import type { components } from '../../api/schema'

/** Better, worse, flare or why that cannot be said: the server's record, printed as it was sent. */
export type Verdict = components['schemas']['VerdictAnswer']
export type Window = Verdict['now']
