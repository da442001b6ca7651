import * as z from 'zod';

/**
 * zod compiles validators with `new Function` where it can, and probes whether it can: a strict
 * host refuses that and logs an error. Import this module before any that makes a schema.
 */
z.config({ jitless: true });
