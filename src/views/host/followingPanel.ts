import * as vscode from 'vscode';
import type * as z from 'zod';
import { isCountable } from './countable';
import { mediaRoot, webviewHtml } from './html';

/** What a panel is given by its feature. */
export interface FollowingPage<Request> {
  readonly viewType: string;
  /** The name of its bundle among those of media. */
  readonly bundle: string;
  readonly title: string;
  /** What the webview may send besides that it is ready. */
  readonly requests: z.ZodType<Request>;
  /** What the webview is to draw of a document; it is drawn again when this event fires for it. */
  message(document: vscode.TextDocument | undefined): Promise<object>;
  readonly onDidUpdate: vscode.Event<vscode.TextDocument>;
  receive(request: Request, panel: OpenPanel): Promise<void>;
}

/** A panel as its feature sees it when a request comes. */
export interface OpenPanel {
  readonly document: vscode.TextDocument | undefined;
  draw(): Promise<void>;
  post(message: object): Promise<void>;
}

/**
 * A panel about the document in the active editor. It follows the active editor, and keeps the last
 * document while another kind of editor is active. While it is hidden nothing is worked out for it:
 * its page is loaded anew when it is shown.
 */
class FollowingPanel<Request> implements vscode.Disposable, OpenPanel {
  private readonly subscriptions: vscode.Disposable;
  private shown: vscode.TextDocument | undefined;
  private isDisposed = false;
  private lastDraw = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly page: FollowingPage<Request>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.follow(vscode.window.activeTextEditor);
    this.subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        void this.receive(message);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (this.follow(editor)) void this.draw();
      }),
      page.onDidUpdate((document) => {
        if (document === this.shown) void this.draw();
      }),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [mediaRoot(extensionUri)] };
    panel.webview.html = webviewHtml(panel.webview, extensionUri, {
      bundle: page.bundle,
      title: page.title,
    });
  }

  get document(): vscode.TextDocument | undefined {
    return this.shown;
  }

  reveal(): void {
    this.follow(vscode.window.activeTextEditor);
    this.panel.reveal(undefined, true);
    void this.draw();
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscriptions.dispose();
    this.panel.dispose();
  }

  async draw(): Promise<void> {
    if (this.isDisposed || !this.panel.visible) return;
    const document = this.shown;
    const draw = ++this.lastDraw;
    const message = await this.page.message(document).catch((error: unknown) => {
      this.log.error('a panel could not be drawn', error instanceof Error ? error : String(error));
      const text = vscode.l10n.t('This prompt could not be counted: {0}', String(error));
      return { type: 'empty', text };
    });
    // What was asked for later is newer, even where it came first.
    if (draw === this.lastDraw) await this.post(message);
  }

  async post(message: object): Promise<void> {
    if (!this.isDisposed) await this.panel.webview.postMessage(message);
  }

  /** @returns true where the panel now shows another document. */
  private follow(editor: vscode.TextEditor | undefined): boolean {
    if (!editor || !isCountable(editor.document) || editor.document === this.shown) return false;
    this.shown = editor.document;
    return true;
  }

  private async receive(message: unknown): Promise<void> {
    if (isReady(message)) {
      await this.draw();
      return;
    }
    const request = this.page.requests.safeParse(message);
    if (!request.success) {
      this.log.error(`${this.page.viewType} sent what is no request`, request.error);
      return;
    }
    try {
      await this.page.receive(request.data, this);
    } catch (error) {
      this.log.error(
        `${this.page.viewType} could not do that`,
        error instanceof Error ? error : String(error),
      );
      void vscode.window.showErrorMessage(
        vscode.l10n.t('CostLens could not do that: {0}', String(error)),
      );
    }
  }
}

function isReady(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'
  );
}

/** A panel of which there is one at most, and its return after a reload. */
export function registerFollowingPanel<Request>(
  extensionUri: vscode.Uri,
  page: FollowingPage<Request>,
  log: vscode.LogOutputChannel,
): { readonly show: () => void; readonly disposable: vscode.Disposable } {
  let open: FollowingPanel<Request> | undefined;

  function adopt(panel: vscode.WebviewPanel): void {
    const following = new FollowingPanel(panel, extensionUri, page, log);
    open = following;
    panel.onDidDispose(() => {
      following.dispose();
      if (open === following) open = undefined;
    });
  }

  return {
    show: () => {
      if (open) open.reveal();
      else {
        const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
        adopt(vscode.window.createWebviewPanel(page.viewType, page.title, column));
      }
    },
    disposable: vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(page.viewType, {
        deserializeWebviewPanel: (panel) => {
          adopt(panel);
          return Promise.resolve();
        },
      }),
      new vscode.Disposable(() => open?.dispose()),
    ),
  };
}

/** Prompts as panels about them see them; the editor's part of the extension counts them. */
export interface CountedPrompts {
  /** Why the document could not be counted, where that is so. */
  failure(document: vscode.TextDocument): string | undefined;
  /** For how many models prices are read from the document, where it is a source of prices. */
  pricedModels(document: vscode.TextDocument): number | undefined;
  readonly onDidUpdate: vscode.Event<vscode.TextDocument>;
}

/** Why there is nothing to show of a document. */
export function whyEmpty(
  prompts: CountedPrompts,
  document: vscode.TextDocument | undefined,
): string {
  const failure = document && prompts.failure(document);
  if (failure !== undefined) {
    return vscode.l10n.t('This prompt could not be counted: {0}', failure);
  }
  if (document && prompts.pricedModels(document) !== undefined) {
    return vscode.l10n.t('The active file is a source of prices, not a prompt.');
  }
  return vscode.l10n.t(
    'The active file is not a prompt. Open one, or run “CostLens: Count This File as a Prompt”.',
  );
}
