/** `npm run package`: costlens.vsix, without warnings of vsce and within its size budget. */
import path from 'node:path';
import { packageExtension } from '../test/host/package';
import { projectRoot } from '../test/host/paths';

console.log(await packageExtension(path.join(projectRoot, 'costlens.vsix')));
