import { defineConfig } from 'vitest/config';

const perTestMilliseconds = 60_000;
const timeouts = { testTimeout: perTestMilliseconds, hookTimeout: perTestMilliseconds };

// unit: beside its source. tests: what crosses packages. Both share the one PostgreSQL of the global set-up.
export default defineConfig({
  test: {
    globalSetup: ['tests/setup/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{db,api,workers,web}/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/fixtures/**'],
          ...timeouts,
        },
      },
      { test: { name: 'tests', include: ['tests/**/*.test.ts'], exclude: ['**/node_modules/**'], ...timeouts } },
    ],
  },
});
