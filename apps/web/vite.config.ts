import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { slimContract } from './slim-contract.ts';

/** Where the API answers while `vite` serves the sources. */
const server = process.env['ARCHES_SERVER'] ?? 'http://127.0.0.1:4040';
const paths = ['/api', '/auth', '/hooks', '/health'];

export default defineConfig({
  plugins: [slimContract(), react()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: false,
    cssCodeSplit: true,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      // The kernel does nothing on import: a screen that asks one small question of it does not carry the schemas and expressions too.
      treeshake: { moduleSideEffects: [{ test: /[\\/]packages[\\/](kernel|contract|sdk)[\\/]/, sideEffects: false }] },
    },
  },
  server: {
    proxy: Object.fromEntries(paths.map((path) => [path, { target: server, ws: path === '/api', changeOrigin: false }])),
  },
});
