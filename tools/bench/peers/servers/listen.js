// What the servers here share: the key and the answer they are given, and how they say where they listen.
export const publicKey = process.env.PUBLIC_KEY ?? '';
/** The content of the answer to /agents: the same text for every server. */
export const content = process.env.ANSWER ?? '';
export const PONG = JSON.stringify({ type: 1 });
export const AGENTS = JSON.stringify({ type: 4, data: { content, flags: 64 } });

export function announce(server) {
  const say = () =>
    process.stdout.write(`listening ${server.address().port}\n`);
  if (server.listening) say();
  else server.once('listening', say);
}

/** A `node:http` handler around one way to check a signature; nothing else that a server could do without. */
export function bareHandler(verify) {
  return (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const signature = Buffer.from(
        request.headers['x-signature-ed25519'] ?? '',
        'hex',
      );
      const timestamp = request.headers['x-signature-timestamp'] ?? '';
      const message = Buffer.concat([Buffer.from(timestamp), body]);
      const valid = signature.length === 64 && verify(message, signature);
      if (!(typeof valid === 'boolean' ? valid : await valid)) {
        response.writeHead(401).end();
        return;
      }
      const text = JSON.parse(body.toString()).type === 1 ? PONG : AGENTS;
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
  };
}
