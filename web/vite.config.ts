import tailwind from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

export default defineConfig({
  plugins: [solid(), tailwind()],
  server: { host: '127.0.0.1', proxy: { '/v1': 'http://127.0.0.1:8080' } },
  build: {
    // Browsers that know light-dark() and oklch(): the two themes are one set of tokens.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // The pages are served with a policy that allows no data: URLs and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
