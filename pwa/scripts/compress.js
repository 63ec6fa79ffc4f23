// Lays a .br and a .gz beside every text file of the build, for the server to send as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const WORTH_IT = 0.95
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const texts = readdirSync(dist, { recursive: true }).filter((name) =>
  /\.(js|css|html|svg|json|webmanifest)$/.test(name),
)

for (const name of texts) {
  const plain = readFileSync(dist + name)
  const packed = {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    gz: gzipSync(plain, { level: 9 }),
  }
  for (const [ending, bytes] of Object.entries(packed))
    if (bytes.length < plain.length * WORTH_IT) writeFileSync(`${dist}${name}.${ending}`, bytes)
}
