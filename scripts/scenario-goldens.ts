/**
 * `npm run goldens`: writes what `costlens evaluate --json` prints of each scenario in samples/ to
 * test/fixtures/scenarios/, which a test compares. What changed is to be looked at before it is kept.
 */
import { keepOutput, sampleScenarios } from '../test/unit/cli/sampleOutputs';

for (const sample of sampleScenarios) await keepOutput(sample);
