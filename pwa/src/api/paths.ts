import type { paths as Documented } from './schema'

type Named<Path> = [Exclude<keyof Path, 'patient'>] extends [never] ? { path?: never } : { path: Omit<Path, 'patient'> }
type Mine<Operation> = Operation extends { parameters: { path: infer Path } }
  ? Omit<Operation, 'parameters'> & { parameters: Omit<Operation['parameters'], 'path'> & Named<Path> }
  : Operation
type Own<Paths> = {
  [Route in keyof Paths as Route extends `/patients/{patient}/${infer Rest}` ? `/patients/me/${Rest}` : never]: {
    [Method in keyof Paths[Route]]: Mine<Paths[Route][Method]>
  }
}

/** The routes of the OpenAPI document; those of a record also as one's own, `/patients/me/…`. */
export type paths = Documented & Own<Documented>
