import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { content } from '../../plugins/content.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The phone as one script, which a host runs as often as it starts the app. */
export default defineConfig({
  plugins: [content(), svelte()],
  root: here('../..'),
  publicDir: false,
  logLevel: 'warn',
  resolve: { alias: { $: here('../../src') }, conditions: ['browser', 'module', 'import', 'default'] },
  build: {
    target: 'es2023',
    minify: false,
    outDir: process.env.PHONE_OUT ?? here('../../../var/phone'),
    emptyOutDir: true,
    lib: { entry: here('./phone.ts'), formats: ['iife'], name: 'Phone', fileName: () => 'phone.js' },
    rolldownOptions: { output: { codeSplitting: false } },
  },
})
