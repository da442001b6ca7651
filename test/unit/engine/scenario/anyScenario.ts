import fc from 'fast-check';
import { sectionSchemas } from '../../../../src/engine/scenario/sections';
import { arbitraryOf } from './schemaArbitrary';

const some = fc.double({ min: 1, max: 1e24, noNaN: true });

/** Rows of a user, with any figures. */
const catalogs = fc.record({
  accelerators: fc.array(
    fc.record(
      {
        id: fc.constantFrom('H100-SXM', 'search'),
        name: fc.constant('mine'),
        memoryBytes: fc.integer({ min: 1 }),
        bandwidthBytesPerSecond: some,
        bf16Flops: some,
        fp8Flops: some,
        source: fc.constant('mine'),
      },
      { requiredKeys: ['id', 'name', 'memoryBytes', 'bandwidthBytesPerSecond', 'source'] },
    ),
    { maxLength: 2 },
  ),
  instances: fc.array(
    fc.record({
      id: fc.constantFrom('aws/us-east-1/g5.2xlarge', 'mine'),
      instance: fc.constant('search'),
      provider: fc.constant('mine'),
      region: fc.constant('here'),
      accelerator: fc.constantFrom('H100-SXM', 'A10G', 'search'),
      gpus: fc.integer({ min: 1 }),
      onDemandHourly: fc.double({ min: 1e-300, max: 1e6, noNaN: true }),
      source: fc.constant('mine'),
    }),
    { maxLength: 2 },
  ),
});

/** A scenario of any of the sections, each with any values that its schema takes. */
export const anyScenario = fc.record(
  {
    costlens: fc.constant(1),
    currency: fc.constantFrom('USD', 'EUR'),
    ...Object.fromEntries(
      Object.entries(sectionSchemas).map(([name, schema]) => [
        name,
        name === 'catalogs' ? catalogs : arbitraryOf(schema),
      ]),
    ),
  },
  { requiredKeys: ['costlens'] },
);
