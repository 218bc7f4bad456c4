import { verify } from 'node:crypto';
import { createServer } from 'node:http';
import { key } from './key.js';
import { announce, bareHandler } from './listen.js';

const handler = bareHandler(
  (message, signature) =>
    new Promise((resolve) => {
      verify(null, message, key, signature, (error, valid) =>
        resolve(error === null && valid),
      );
    }),
);
announce(createServer(handler).listen(0, '127.0.0.1'));
