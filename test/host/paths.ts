import path from 'node:path';

/** The project's folder: npm runs every script there. */
export const projectRoot = process.cwd();

/** What is costly to get and may be thrown away. */
export const cacheFolder = path.join(projectRoot, '.cache');

/** What the tests write: bundles, results, pictures. */
export const outFolder = path.join(projectRoot, 'out');
