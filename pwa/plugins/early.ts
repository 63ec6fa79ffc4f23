import type { Plugin } from 'vite'

const LANGUAGE = /\/i18n\/messages\/(\w+)\.json/
const WELCOME = /\/routes\/welcome\/Welcome\.svelte$/

/**
 * What the first screen needs is asked for while the page is still being read: `first-paint.js` finds the file of each
 * language, and of Welcome, in a `meta`. The stylesheet stands behind the first words, so that they need not wait for
 * it.
 */
export function early(): Plugin {
  return {
    name: 'stillnight-early',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return html
        const files: Record<string, string> = {}
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk' || !chunk.facadeModuleId || /\?(later|rules)/.test(chunk.facadeModuleId)) continue
          const language = LANGUAGE.exec(chunk.facadeModuleId)?.[1]
          if (language) files[language] = `/${chunk.fileName}`
          if (WELCOME.test(chunk.facadeModuleId)) files.welcome = `/${chunk.fileName}`
        }
        const style = /\s*<link rel="stylesheet" crossorigin href="\/assets\/index-[^"]+">/.exec(html)?.[0] ?? ''
        return html
          .replace(style, '')
          .replace('</noscript>', `</noscript>${style}`)
          .replace(
            '<script src="/first-paint.js">',
            `<meta name="early" content='${JSON.stringify(files)}' />\n    <script src="/first-paint.js">`,
          )
      },
    },
  }
}
