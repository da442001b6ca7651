import type {
  ReportFigure,
  ReportPanelMessage,
  ReportPanelRequest,
  ReportRow,
  ReportView,
} from '../../src/views/report/protocol';
import { element } from '../dom/element';
import './style.css';

declare function acquireVsCodeApi(): {
  postMessage(message: ReportPanelRequest | { readonly type: 'ready' }): void;
};

const vscode = acquireVsCodeApi();

window.addEventListener('message', ({ data }: MessageEvent<ReportPanelMessage>) => {
  const focused = places().indexOf(document.activeElement);
  document.body.replaceChildren(
    data.type === 'report' ? drawReport(data.view) : drawEmpty(data.text),
  );
  // Drawing again while someone types must not take a keyboard user's place from them.
  const again = places()[focused];
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
});
vscode.postMessage({ type: 'ready' });

/** The links to parts, in their order. */
function places(): (Element | null)[] {
  return [...document.querySelectorAll('.link')];
}

function drawEmpty(text: string): HTMLElement {
  return element('p', { className: 'empty', role: 'status' }, text);
}

function drawReport(view: ReportView): HTMLElement {
  return element(
    'main',
    {},
    element('h1', {}, view.file),
    element('dl', { className: 'figures' }, ...view.figures.map(drawFigure)),
    drawTable(view),
    element('ul', { className: 'notes' }, ...view.notes.map((note) => element('li', {}, note))),
  );
}

function drawFigure({ label, value }: ReportFigure): HTMLElement {
  return element('div', {}, element('dt', {}, label), element('dd', {}, value));
}

function drawTable({ headings, rows, file }: ReportView): HTMLElement {
  const heading = (text: string, className = ''): HTMLElement =>
    element('th', { scope: 'col', className }, text);
  return element(
    'table',
    { ariaLabel: file },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        heading(headings.part),
        heading(headings.tokens, 'number'),
        heading(headings.cost, 'number'),
        heading(headings.share, 'share'),
        heading(headings.place),
      ),
    ),
    element('tbody', {}, ...rows.map(drawRow)),
  );
}

function drawRow(row: ReportRow): HTMLElement {
  const bar = element('progress', { max: 1, value: row.share, ariaHidden: 'true' });
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, row.name),
    element('td', { className: 'number' }, row.tokens),
    element('td', { className: 'number' }, row.cost),
    element('td', { className: 'share' }, bar, element('span', {}, row.percent)),
    element('td', {}, drawPlace(row)),
  );
}

function drawPlace({ place, index }: ReportRow): HTMLElement {
  if (index === undefined) return element('span', {}, place);
  const link = element('button', { type: 'button', className: 'link' }, place);
  link.addEventListener('click', () => {
    vscode.postMessage({ type: 'reveal', index });
  });
  return link;
}
