/** What a match is replaced by; `undefined` keeps the text. */
type Replace = (match: RegExpMatchArray) => string | undefined;

export type SecretForm = {
  readonly name: string;
  /**
   * With flag `g`. Every form starts with a literal and goes on with classes that either match greedily to the end of
   * their run or are bounded, so that no text makes it scan the same characters again and again.
   */
  readonly form: RegExp;
  readonly replace?: Replace;
};

/** Words that stand in the place of a secret where there is none. */
const PLACEHOLDER =
  /^(?:undefined|null|none|nil|true|false|empty|missing|required|expired|invalid|unset|not|is|was|has|must|should|cannot|could|failed|denied|error|ok|yes|no|\*{2,}|<[^>]*>|\$\{?\{?.*|%\w+%?|\[?redacted\]?|x{3,})$/i;

/** Names whose value is a secret, with what may surround them: `AWS_SECRET_ACCESS_KEY`, `"apiKey"`, `db-password`. */
const SECRET_NAME =
  'pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|shared[_-]?key|private[_-]?key|client[_-]?key|signing[_-]?key|encryption[_-]?key|master[_-]?key|credential|connection[_-]?string|signature|authtoken|session[_-]?id|webhook[_-]?url';

const VALUE = String.raw`"[^"\n]+"|'[^'\n]+'|\\?["'\`]?[^\s"'\`,;&\\]+`;

function unlessPlaceholder(match: RegExpMatchArray): string | undefined {
  const [, before = '', value = ''] = match;
  const bare = value.replace(/^\\?["'`]|["'`]$/g, '');
  if (bare.length < 3 || PLACEHOLDER.test(bare)) return undefined;
  const quote = /^["'`]/.exec(value)?.[0] ?? '';
  const closed = quote !== '' && value.endsWith(quote) && value.length > 1;
  return `${before}${quote}***${closed ? quote : ''}`;
}

/** Text that only looks like a word of prose is kept: "Basic authentication". */
function ifMadeOfTokenCharacters(match: RegExpMatchArray): string | undefined {
  const [, before = '', value = ''] = match;
  return value.length >= 16 || /[\d=._+/-]/.test(value)
    ? `${before}***`
    : undefined;
}

function token(name: string, form: RegExp): SecretForm {
  return { name, form };
}

/** Secrets that are recognised by themselves, wherever they stand. */
const TOKENS: readonly SecretForm[] = [
  // GitHub's installation tokens hold a JSON web token since 2026, hence dots and hyphens.
  token('GitHub token', /\bgh[pousr]_[\w.-]{16,}/g),
  token('GitHub fine-grained token', /\bgithub_pat_\w{22,}/g),
  token(
    'GitLab token',
    /\bgl(?:pat|dt|rt|cbt|ptt|soat|ffct|imt|agent|oas|ft)-[\w.-]{16,}/g,
  ),
  token('Bitbucket or Atlassian token', /\bAT(?:BB|CTT3|ATT3)[\w=.-]{16,}/g),
  token('AWS access key', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16,}/g),
  token('AWS Bedrock key', /\bABSK[\w+/=]{40,}/g),
  token('Google API key', /\bAIza[\w-]{30,}/g),
  token('Google OAuth', /\b(?:GOCSPX-[\w-]{20,}|ya29\.[\w.-]{20,})/g),
  token('Slack token', /\bxox[a-z]-[\w-]{10,}/g),
  token('Slack app token', /\bxapp-\d-[\w-]{10,}/g),
  {
    name: 'Slack webhook',
    form: /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]{10,}/g,
    replace: ([, before]) => `${before}***`,
  },
  {
    name: 'Discord webhook or interaction',
    form: /(discord(?:app)?\.com\/api(?:\/v\d{1,2})?\/(?:webhooks|interactions)\/\d{1,20}\/)[\w-]{20,}/g,
    replace: ([, before]) => `${before}***`,
  },
  {
    name: 'Microsoft Teams webhook',
    form: /(webhook\.office\.com\/webhookb2\/)[\w@/.-]{20,}/g,
    replace: ([, before]) => `${before}***`,
  },
  token('Discord bot token', /\b[MNO][\w-]{22,27}\.[\w-]{5,7}\.[\w-]{27,}/g),
  token('npm token', /\bnpm_[A-Za-z0-9]{20,}/g),
  token('PyPI token', /\bpypi-[\w-]{16,}/g),
  token('RubyGems key', /\brubygems_[a-f0-9]{20,}/g),
  token('NuGet key', /\boy2[a-z0-9]{43}/g),
  token('crates.io token', /\bcio[A-Za-z0-9]{32}\b/g),
  token('Docker token', /\bdckr_[po]at_[\w-]{16,}/g),
  token('Stripe key', /\b(?:sk|rk|pk)_(?:live|test)_\w{10,}/g),
  token('Stripe webhook secret', /\bwhsec_[\w+/=]{16,}/g),
  token('Twilio key', /\bSK[0-9a-f]{32}\b/g),
  token('SendGrid key', /\bSG\.[\w-]{16,}\.[\w-]{16,}/g),
  token('Mailgun key', /\bkey-[0-9a-z]{32}\b/g),
  token('Mailchimp key', /\b[0-9a-f]{32}-us\d{1,2}\b/g),
  token('OpenAI or Anthropic key', /\bsk-(?:proj-|ant-|svcacct-)?[\w-]{20,}/g),
  token('Hugging Face token', /\bhf_[A-Za-z0-9]{20,}/g),
  token('Databricks token', /\bdapi[0-9a-f]{32}/g),
  token('DigitalOcean token', /\bdo[opr]_v1_[0-9a-f]{20,}/g),
  token('Doppler token', /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{20,}/g),
  token('Linear key', /\blin_(?:api|oauth)_\w{16,}/g),
  token('Notion token', /\b(?:ntn_|secret_)[A-Za-z0-9]{40,}/g),
  token('Postman key', /\bPMAK-[\w-]{20,}/g),
  token('Grafana token', /\bgl(?:c|sa)_[\w+/=]{20,}/g),
  token('HashiCorp Vault token', /\bhv[sbr]\.[\w-]{20,}/g),
  token('Terraform token', /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/g),
  token('Fly token', /\bfo1_[\w-]{20,}/g),
  token('Netlify token', /\bnfp_\w{20,}/g),
  token('Supabase token', /\bsb[ps]_(?:secret_)?\w{20,}/g),
  token('PlanetScale token', /\bpscale_(?:tkn|pw|oauth)_[\w.-]{16,}/g),
  token('New Relic key', /\bNR(?:AK|AA|II|IQ|RA|SP)-[\w-]{16,}/g),
  token('Sentry token', /\bsntry[su]_[\w+/=.-]{20,}/g),
  token('Shopify token', /\bshp(?:at|ss|ca|pa)_[0-9a-f]{16,}/gi),
  token('Square token', /\bsq0(?:atp|csp|idp)-[\w-]{20,}/g),
  token('Heroku key', /\bHRKU-[\w-]{20,}/g),
  token('Figma token', /\bfig[dor]_[\w-]{20,}/g),
  token('Telegram bot token', /\b\d{8,10}:[A-Za-z0-9_-]{35}(?![\w-])/g),
  token('Azure client secret', /\b[\w.-]{3}\dQ~[\w~.-]{31,}/g),
  token('Cloudflare origin key', /\bv1\.0-[0-9a-f]{24}-[0-9a-f]{64,}/g),
  token('age key', /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/g),
  {
    name: 'JSON web token',
    form: /\beyJ[\w-]{8,}(\.[\w-]{8,}(?:\.[\w-]*){0,3})?/g,
    replace: ([, rest]) => (rest === undefined ? undefined : '***'),
  },
];

/** Secrets that are recognised by what stands before them. */
const CONTEXTS: readonly SecretForm[] = [
  {
    name: 'credentials in a URL',
    form: /(:\/\/)[^\s/"'<>]{1,512}@/g,
    replace: ([, before]) => `${before}***@`,
  },
  {
    name: 'signature in a URL',
    form: /([?&](?:sig|signature|token|access_token|id_token|code|key|api_key|apikey|auth|secret|password|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature)=)([^\s&"'<>#]+)/gi,
    replace: unlessPlaceholder,
  },
  {
    name: 'header',
    form: /\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token|x-access-token|x-vault-token|private-token|x-hub-signature(?:-256)?)(\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)([^\n"'\\]+)/gi,
    replace: ([, name = '', separator = '', value = '']) =>
      PLACEHOLDER.test(value.trim()) ? undefined : `${name}${separator}***`,
  },
  {
    name: 'scheme',
    form: /\b((?:bearer|basic|digest|negotiate)\s{1,3})([\w.~+/=-]{8,})/gi,
    replace: ifMadeOfTokenCharacters,
  },
  {
    name: 'option of a command',
    form: new RegExp(
      String.raw`(--?(?:[a-z]{1,20}-){0,3}(?:${SECRET_NAME})\s{1,3})(${VALUE})`,
      'gi',
    ),
    replace: unlessPlaceholder,
  },
  {
    name: 'user of curl',
    form: /((?:\s-u|--user)\s{0,3}["']?[^\s:"']{1,100}:)([^\s"']+)/g,
    replace: ([, before]) => `${before}***`,
  },
  {
    name: 'netrc',
    form: /\b(machine\s{1,3}\S{1,200}\s{1,3}login\s{1,3}\S{1,200}\s{1,3}password\s{1,3})(\S+)/g,
    replace: ([, before]) => `${before}***`,
  },
  {
    name: 'assignment',
    form: new RegExp(
      String.raw`((?:${SECRET_NAME}|\bauth|_auth)s?(?:[_-][\w-]{0,30})?\\?["'\`]?\s{0,3}(?:=>|:=|==?|:)\s{0,3})(${VALUE})`,
      'gi',
    ),
    replace: unlessPlaceholder,
  },
  {
    name: 'data of a key in kubeconfig',
    form: /\b(client-(?:key|certificate)-data\s{0,3}:\s{0,3})([\w+/=]+)/g,
    replace: ([, before]) => `${before}***`,
  },
];

/**
 * Forms of secrets that GitHub does not mask because no workflow registered them. Sources: the token formats in
 * GitHub's secret scanning list, gitleaks' and secretlint's rules.
 * @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
 */
export const SECRET_FORMS: readonly SecretForm[] = [...TOKENS, ...CONTEXTS];
