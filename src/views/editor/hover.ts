import * as vscode from 'vscode';
import type { PromptReport, SegmentReport } from '../../engine/report/report';
import type { TextRange } from '../../engine/text/range';
import { escapeMarkdown, paragraphs } from '../host/markdown';
import { figures } from '../host/messages';
import { readSetting } from '../host/settings';
import { estimateText, noPriceText, segmentName, tokensText, usdText } from '../host/reportText';
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
      const text = paragraphs(
        escapeMarkdown(
          variable.sample === undefined
            ? vscode.l10n.t('Variable {0}: no sample value, counted as nothing.', variable.name)
            : vscode.l10n.t('Variable {0}: counted as its sample value.', variable.name),
        ),
      );
      if (variable.sample !== undefined) text.appendCodeblock(variable.sample, 'text');
      return new vscode.Hover(text, rangeOf(document, variable.range));
    }
    const segment = report.segments.find(({ range }) => contains(range, offset));
    if (!segment) return undefined;
    const contents = [segmentText(report, segment)];
    const line = document.lineAt(position).range;
    const places = await this.documents.tokens(document, {
      start: document.offsetAt(line.start),
      end: document.offsetAt(line.end),
    });
    if (places) contents.push(lineText(document, position, places));
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
): vscode.MarkdownString {
  const { count } = figures();
  const word = document.getWordRangeAtPosition(position, /\S+/);
  const inWord = word ? placesWithin(document, word, places) : [];
  const tokens = inWord
    .map((range) => document.getText(range).replaceAll(' ', '·'))
    .join('│')
    .slice(0, longestWord);
  return paragraphs(
    escapeMarkdown(
      inWord.length === 0
        ? vscode.l10n.t('This line: {0} tokens', count(places.length))
        : vscode.l10n.t('This line: {0} tokens. Here: {1}', count(places.length), tokens),
    ),
  );
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
    noPriceText(segment.cost, report.model.name),
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
