import type { ApiResponse } from './response.ts';

/**
 * What a proxy or a gateway on the way answers in GitHub's place: a sign-on page, a redirect to one on another origin,
 * JSON that is not GitHub's, a demand for the proxy's own credentials, or its page for a server it cannot reach.
 */
export type Intermediary =
  | 'sign-on-page'
  | 'sign-on-redirect'
  | 'foreign-json'
  | 'proxy-authentication'
  | 'bad-gateway';

const HTML = { 'content-type': 'text/html; charset=utf-8' };

export const SIGN_ON_PAGE: ApiResponse = {
  status: 200,
  headers: HTML,
  text: '<!DOCTYPE html><html><head><title>Sign in - Acme SSO</title></head><body><form method="post"><input name="user"><input name="password" type="password"></form></body></html>',
};

export function intermediaryResponse(
  kind: Intermediary,
  signOnUrl: string,
): ApiResponse {
  switch (kind) {
    case 'sign-on-page':
      return SIGN_ON_PAGE;
    case 'sign-on-redirect':
      return { status: 302, text: '', headers: { location: signOnUrl } };
    case 'foreign-json':
      return {
        status: 200,
        text: JSON.stringify({ status: 'ok', gateway: 'acme-egress-2' }),
        headers: { 'content-type': 'application/json' },
      };
    case 'proxy-authentication':
      return {
        status: 407,
        text: '<html><body><h1>Proxy Authentication Required</h1></body></html>',
        headers: { ...HTML, 'proxy-authenticate': 'Basic realm="acme-egress"' },
      };
    case 'bad-gateway':
      return {
        status: 502,
        text: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>',
        headers: HTML,
      };
  }
}
