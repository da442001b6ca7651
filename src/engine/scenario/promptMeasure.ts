import type { PromptReport } from '../report/report';
import type { MeasuredPrompt } from '../systems/prompts/measure';

/** What a counted prompt file is to a scenario. */
export function promptMeasure(report: PromptReport): MeasuredPrompt {
  const { model, tokens, band, requests, output, batch } = report;
  return {
    kind: 'measured',
    model: model.name,
    modelFrom: model.choice === 'override' ? 'entry' : model.choice,
    tokens,
    band: band && { low: band.low, high: band.high },
    requests,
    outputTokens: output?.from === 'file' && requests > 0 ? output.tokens / requests : null,
    batch,
  };
}
