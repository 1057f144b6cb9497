import react from '@vitejs/plugin-react';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';
import { defineConfig } from 'vitest/config';

// `npm run dev` serves the pages and hands everything else to a running server.
const server = process.env.TACIT_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [
    react(),
    // Made once here, so that the server never compresses a file while somebody waits.
    compression({ algorithms: [defineAlgorithm('brotliCompress'), defineAlgorithm('gzip', { level: 9 })], threshold: 1024 }),
  ],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  // Browsers that know light-dark(), so that it is not rewritten into something that needs a fixed scheme.
  build: { target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'], sourcemap: false },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': { target: server }, '/radar': { target: server } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
