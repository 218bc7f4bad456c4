import express from 'express';
import { ExpressServer, SlashCommand, SlashCreator } from 'slash-create';
import { announce, content, publicKey } from './listen.js';

class Agents extends SlashCommand {
  constructor(creator) {
    super(creator, { name: 'agents', description: 'List the agents' });
  }

  async run(context) {
    await context.send({ content, ephemeral: true });
  }
}

const app = express();
const creator = new SlashCreator({
  applicationID: '1000000000000000001',
  publicKey,
  token: 'none',
  endpointPath: '/interactions',
  disableTimeouts: true,
});
creator.withServer(new ExpressServer(app, { alreadyListening: true }));
creator.registerCommand(Agents);
await creator.startServer();
announce(app.listen(0, '127.0.0.1'));
