const ORIGIN = 'http://localhost'

interface Init {
  method?: string
  headers?: HeadersInit
  body?: string | null
}

/** Requests and responses whose bodies are texts: what the phone sends and reads. */
export class Request {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: string | null

  constructor(input: string | URL | Request, init: Init = {}) {
    const from = input instanceof Request ? input : null
    const url = from ? null : new URL(String(input), ORIGIN)
    this.method = init.method ?? from?.method ?? 'GET'
    this.path = from?.path ?? url!.pathname + url!.search
    this.headers = new Headers(init.headers ?? from?.headers)
    this.body = init.body ?? from?.body ?? null
  }

  get url(): string {
    return ORIGIN + this.path
  }

  clone(): Request {
    return new Request(this)
  }
}

export const headersOf = ({ headers }: Request): Record<string, string> => Object.fromEntries(headers)

export class Response {
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  readonly body: { cancel: () => Promise<void> } | null
  readonly #text: string

  constructor(text: string | null, { status = 200, headers }: { status?: number; headers?: HeadersInit } = {}) {
    this.status = status
    this.ok = status >= 200 && status < 300
    this.headers = new Headers(headers)
    this.#text = text ?? ''
    this.body = { cancel: () => Promise.resolve() }
  }

  text(): Promise<string> {
    return Promise.resolve(this.#text)
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#text)
  }

  clone(): Response {
    return new Response(this.#text, this)
  }
}
