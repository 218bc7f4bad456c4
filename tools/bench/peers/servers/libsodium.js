import { createServer } from 'node:http';
import sodium from 'sodium-native';
import { announce, bareHandler, publicKey } from './listen.js';

const key = Buffer.from(publicKey, 'hex');
const handler = bareHandler((message, signature) =>
  sodium.crypto_sign_verify_detached(signature, message, key),
);
announce(createServer(handler).listen(0, '127.0.0.1'));
