import * as vscode from 'vscode';
import type { PromptReport, SegmentReport, VariableReport } from '../../engine/report/report';
import type { TextRange } from '../../engine/text/range';
import { escapeMarkdown, factMarkdown, paragraphs } from '../host/markdown';
import { figures } from '../host/messages';
import { priceFacts } from '../host/priceText';
import { readSetting } from '../host/settings';
import { bandText, estimateText, segmentName, tokensText, usdText } from '../host/reportText';
import type { PromptDocuments } from './promptDocuments';

/** What stands under the pointer: the variable, if it is on one, and the segment that it is in. */
class PromptHover implements vscode.HoverProvider {
  constructor(private readonly documents: PromptDocuments) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    if (!readSetting('hover.enabled', document)) return undefined;
    const report = await this.documents.current(document);
    if (!report) return undefined;
    const offset = document.offsetAt(position);
    const variable = report.variables.find(({ range }) => contains(range, offset));
    if (variable) {
      return new vscode.Hover(variableText(report, variable), rangeOf(document, variable.range));
    }
    const segment = report.segments.find(({ range }) => contains(range, offset));
    if (!segment) return undefined;
    const contents = [segmentText(report, segment)];
    const line = document.lineAt(position).range;
    const places = await this.documents
      .tokens(document, {
        start: document.offsetAt(line.start),
        end: document.offsetAt(line.end),
      })
      .catch(() => undefined); // The worker was lost: the figures are there all the same.
    if (places) contents.push(lineText(document, position, places, report));
    contents.push(paragraphs(...priceFacts(report).map(factMarkdown)));
    return new vscode.Hover(contents);
  }
}

/** Words longer than this are shown cut. */
const longestWord = 100;

/** The tokens of the line, and how the word under the pointer falls into tokens. */
function lineText(
  document: vscode.TextDocument,
  position: vscode.Position,
  places: readonly TextRange[],
  report: PromptReport,
): vscode.MarkdownString {
  const { count } = figures();
  const word = document.getWordRangeAtPosition(position, /\S+/);
  const inWord = word ? placesWithin(document, word, places) : [];
  const tokens = inWord
    .map((range) => document.getText(range).replaceAll(' ', '·'))
    .join('│')
    .slice(0, longestWord);
  // Where the model's own vocabulary is not public, another one's tokens are shown, and named.
  const line = report.band
    ? vscode.l10n.t('This line in {0}: {1} tokens.', report.encoding, count(places.length))
    : vscode.l10n.t('This line: {0} tokens.', count(places.length));
  const here = inWord.length === 0 ? '' : ` ${vscode.l10n.t('Here: {0}', tokens)}`;
  return paragraphs(escapeMarkdown(line + here));
}

/** What a variable is counted as, and what that adds. */
function variableText(report: PromptReport, variable: VariableReport): vscode.MarkdownString {
  const { name, sample, tokens, band } = variable;
  if (sample === undefined || tokens === null) {
    return paragraphs(
      escapeMarkdown(vscode.l10n.t('Variable {0}: no sample value, counted as nothing.', name)),
    );
  }
  const count = tokensText(tokens, band !== null);
  const text = paragraphs(
    escapeMarkdown(
      vscode.l10n.t('Variable {0}: counted as its sample value, {1} tokens.', name, count),
    ),
    report.band && band
      ? escapeMarkdown(bandText(band, report.band.basis, report.model.name))
      : undefined,
  );
  text.appendCodeblock(sample, 'text');
  return text;
}

function placesWithin(
  document: vscode.TextDocument,
  word: vscode.Range,
  places: readonly TextRange[],
): vscode.Range[] {
  const start = document.offsetAt(word.start);
  const end = document.offsetAt(word.end);
  return places
    .filter((place) => place.start < end && place.end > start)
    .map((place) => rangeOf(document, place));
}

function segmentText(report: PromptReport, segment: SegmentReport): vscode.MarkdownString {
  const { count, percent } = figures();
  const line = [
    vscode.l10n.t('{0} tokens', tokensText(segment.tokens, segment.estimated)),
    usdText(segment.cost),
    vscode.l10n.t('{0} of this prompt', percent(segment.share)),
    report.model.name,
  ];
  const notes = [
    segment.overheadTokens > 0
      ? vscode.l10n.t('and {0} tokens around the message', count(segment.overheadTokens))
      : undefined,
    ...(segment.estimated
      ? report.estimates.map((reason) => estimateText(reason, report.model.name))
      : []),
    report.band && segment.band
      ? bandText(segment.band, report.band.basis, report.model.name)
      : undefined,
  ];
  return paragraphs(
    `**${escapeMarkdown(segmentName(segment.kind, segment.role))}** · ${escapeMarkdown(line.join(' · '))}`,
    ...notes.map((note) => note && escapeMarkdown(note)),
  );
}

function contains(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset < range.end;
}

function rangeOf(document: vscode.TextDocument, range: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
}

export function registerHover(documents: PromptDocuments): vscode.Disposable {
  return vscode.languages.registerHoverProvider({ pattern: '**' }, new PromptHover(documents));
}
