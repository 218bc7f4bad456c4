import { verify } from 'node:crypto';
import { createServer } from 'node:http';
import { key } from './key.js';
import { announce, bareHandler } from './listen.js';

const handler = bareHandler((message, signature) =>
  verify(null, message, key, signature),
);
announce(createServer(handler).listen(0, '127.0.0.1'));
