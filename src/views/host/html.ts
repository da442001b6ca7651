import * as vscode from 'vscode';

/** What a webview page loads: files of dist/media, by their names without extension. */
export interface WebviewPage {
  readonly bundle: string;
  readonly title: string;
}

/**
 * The page of a webview: one script with a nonce, one style sheet, nothing else. It holds no data;
 * that is posted when the script says that it is ready.
 */
export function webviewHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: WebviewPage,
): string {
  const file = (extension: string): string =>
    webview
      .asWebviewUri(vscode.Uri.joinPath(mediaRoot(extensionUri), `${page.bundle}.${extension}`))
      .toString();
  const nonce = createNonce();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<link rel="stylesheet" href="${escapeHtml(file('css'))}">
</head>
<body>
<script nonce="${nonce}" src="${escapeHtml(file('js'))}"></script>
</body>
</html>`;
}

/** The only folder that webviews may load from. */
export function mediaRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'media');
}

/** 128 random bits, from the host's cryptographic source. */
function createNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
