import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { content } from './plugins/content.ts'
import { early } from './plugins/early.ts'
import { serviceWorker } from './plugins/serviceWorker.ts'

const src = fileURLToPath(new URL('./src', import.meta.url))
const repository = fileURLToPath(new URL('..', import.meta.url))

// Where `npm run dev` finds the server. It takes changes from its own address only.
const address = 'http://localhost:8000'
const site = { target: address, changeOrigin: true, headers: { origin: address } }

export default defineConfig({
  plugins: [content(), early(), svelte(), svelteTesting(), serviceWorker()],
  resolve: { alias: { $: src } },
  server: {
    fs: { allow: [repository] },
    proxy: { '/api': site, '/_allauth': site },
  },
  build: {
    // Chrome 107+, Safari 16+ (inset, dialog, Web Locks, IndexedDB durability): stated in README and kept by `size`.
    target: ['chrome107', 'safari16'],
    modulePreload: { polyfill: false },
    manifest: true,
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    // All that Tonight needs at once is one file: the first paint waits for fewer of them.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts', 'src/safety/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
    // Beside the other lanes a test may wait for the machine.
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,svelte}'],
      exclude: ['src/**/*.d.ts', 'src/**/*.test.ts', 'src/main.ts'],
      reporter: ['text-summary'],
      reportsDirectory: '.vitest/coverage',
      // Raised when it has risen, and never lowered to let a change pass.
      thresholds: { branches: 61 },
    },
  },
})
