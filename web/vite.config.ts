/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  cacheDir: here('../build/vite'),
  plugins: [react()],
  resolve: { alias: { '@locales': here('../locales/web'), '@': here('./src') } },
  build: {
    outDir: here('../build/web'),
    emptyOutDir: true,
    target: 'es2022',
    // data: fonts and scripts are refused by the server's content security policy, so nothing is inlined.
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 1500,
  },
  server: {
    fs: { allow: [here('..')] },
    proxy: { '/api': process.env.BYLAW_URL ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // antd alone takes longer to import than the default allows on a busy two-core machine.
    testTimeout: 20000,
  },
});
