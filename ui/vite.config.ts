import babel from "@rolldown/plugin-babel";
import react, { reactCompilerPreset } from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react(), babel({ presets: [reactCompilerPreset()] })],
  clearScreen: false,
  // The address that tauri.conf.json names for development.
  server: { host: "127.0.0.1", port: 1420, strictPort: true },
  build: {
    // The oldest webviews supported: macOS 13's and an evergreen WebView2.
    target: ["safari16.4", "chrome110"],
    // The CSP allows no font from a data address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // Read from disk, not over a network.
    chunkSizeWarningLimit: 1000,
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
