import * as z from 'zod';
import { costKinds } from '../usage/record';
import { choice, name } from './fields';

/**
 * The `ledger` section: where records of real usage are. Evaluating a scenario plans and does not
 * read them.
 */
export const ledgerSection = z.strictObject({
  sources: z
    .array(name('A file, or files by a glob, by the path from the scenario file.'))
    .max(1000)
    .meta({ description: 'Files with records of usage.' })
    .optional(),
  cost: choice(costKinds, {
    description: 'Which of the amounts of a bill counts.',
    default: 'billed',
  }).optional(),
  clickhouse: z
    .strictObject({
      url: name('The address of the server.'),
      database: name('The database.'),
      table: name('The table that holds the records.'),
    })
    .meta({ description: 'Records that are kept in ClickHouse.' })
    .optional(),
});
