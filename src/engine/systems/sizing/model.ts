import type { SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import type { Notes } from '../system';
import { unknownRow } from '../unknownRow';
import type { SizingInput } from './section';

/** What sizing needs of an architecture, its defaults filled in. */
export interface SizedModel {
  readonly parameters: number;
  readonly activeParameters: number;
  /** 0 where there are no experts, or it is not known how many. */
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly layers: number;
  readonly attentionHeads: number;
  readonly kvHeads: number;
  /** undefined only with `mla`. */
  readonly headDim: number | undefined;
  readonly mla: { readonly kvLoraRank: number; readonly ropeHeadDim: number } | undefined;
  /** Of `layers`, those that keep no more than `windowTokens`. */
  readonly windowLayers: number;
  readonly windowTokens: number;
  /** Where the figures are from; empty where they are inputs. */
  readonly source: string;
  readonly maxContextTokens: number | undefined;
}

/**
 * The model of the section: the architecture that is given, else the catalog's of that name; or why
 * there is none.
 */
export function modelOf(input: SizingInput, context: SystemContext): SizedModel | ReasonCode {
  if (input.architecture) return modelFrom(input.architecture, '');
  if (input.model === undefined) return 'not-given';
  const found = context.catalogs.architecture(input.model);
  if (!found.known) return 'not-in-catalog';
  return modelFrom(found.row, `${found.row.name}: ${found.row.source}`);
}

type Architecture = SizingInput['architecture'] & {};

function modelFrom(given: Architecture, source: string): SizedModel | ReasonCode {
  const { parameters, attentionHeads, layers, slidingWindow, mla } = given;
  const headDim = headDimOf(given);
  if (headDim === undefined && !mla) return 'not-given';
  const { experts = 0, expertsPerToken = 0 } = given;
  const hasExperts = experts > 0 && expertsPerToken > 0;
  return {
    parameters,
    activeParameters: Math.min(given.activeParameters ?? parameters, parameters),
    experts: hasExperts ? experts : 0,
    expertsPerToken: hasExperts ? Math.min(expertsPerToken, experts) : 0,
    layers,
    attentionHeads,
    kvHeads: given.kvHeads ?? attentionHeads,
    headDim,
    mla,
    windowLayers: Math.min(slidingWindow?.layers ?? 0, layers),
    windowTokens: slidingWindow?.tokens ?? 0,
    source,
    maxContextTokens: given.maxContextTokens,
  };
}

/** With latent attention it does not follow from the width of the model. */
function headDimOf({ headDim, hiddenSize, attentionHeads, mla }: Architecture): number | undefined {
  if (headDim !== undefined || hiddenSize === undefined || mla) return headDim;
  return hiddenSize / attentionHeads;
}

/** What is wrong with the names and sizes of the section, each at its input. */
export function checkModel(input: SizingInput, context: SystemContext, notes: Notes): void {
  const { model, architecture, contextTokens } = input;
  if (architecture) {
    if (model !== undefined) {
      const params = { model };
      notes.add({ code: 'sizing-two-models', severity: 'information', params, path: ['model'] });
    }
    if (headDimOf(architecture) === undefined && !architecture.mla) {
      notes.add({
        code: 'sizing-no-head-size',
        severity: 'error',
        params: {},
        path: ['architecture'],
      });
    }
  } else if (model === undefined) {
    notes.add({ code: 'sizing-no-model', severity: 'error', params: {}, path: [] });
  } else {
    const found = context.catalogs.architecture(model);
    if (!found.known) notes.add(unknownRow('model', model, found.nearest, ['model']));
  }
  const most = maxContext(input, context);
  if (most !== undefined && contextTokens !== undefined && contextTokens > most) {
    notes.add({
      code: 'sizing-context-long',
      severity: 'warning',
      params: { contextTokens, most },
      path: ['contextTokens'],
    });
  }
  input.accelerators?.forEach((name, index) => {
    const found = context.catalogs.accelerator(name);
    if (!found.known) {
      notes.add(unknownRow('accelerator', name, found.nearest, ['accelerators', index]));
    }
  });
}

function maxContext(input: SizingInput, context: SystemContext): number | undefined {
  const model = modelOf(input, context);
  return typeof model === 'string' ? undefined : model.maxContextTokens;
}
