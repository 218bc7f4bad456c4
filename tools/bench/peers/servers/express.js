import {
  InteractionResponseType,
  InteractionType,
  verifyKeyMiddleware,
} from 'discord-interactions';
import express from 'express5';
import { announce, content, publicKey } from './listen.js';

const app = express();
app.post('/interactions', verifyKeyMiddleware(publicKey), (req, res) => {
  if (req.body.type === InteractionType.PING)
    res.send({ type: InteractionResponseType.PONG });
  else
    res.send({
      type: InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE,
      data: { content, flags: 64 },
    });
});
announce(app.listen(0, '127.0.0.1'));
