/** Imports all suites of an entry; esbuild.mjs makes it from a glob. */
declare module 'virtual:suites';

/** Which entry a suite is bundled with; esbuild.mjs sets it. */
declare const COSTLENS_HOST: 'node' | 'web';
