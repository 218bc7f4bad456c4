# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.base.json tsconfig.json ./
COPY apps apps
COPY libs libs
COPY tools tools
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
RUN npx tsc --build apps/discord-webhook
RUN cd apps/discord-webhook && npx vite build -c bundle.config.ts
# What runs: the app, the libraries it is built on, and what these depend on.
RUN --mount=type=cache,target=/root/.npm \
  npm ci --omit=dev --ignore-scripts --workspace @yardmaster/discord-webhook
RUN mkdir -p /out/apps /out/libs \
  && cp -r package.json node_modules /out/ \
  && cp -r apps/discord-webhook /out/apps/ \
  && cp -r libs/. /out/libs/ \
  && rm -rf /out/apps/*/src /out/libs/*/src \
  && find /out/node_modules/sodium-native/prebuilds -mindepth 1 -maxdepth 1 \
    ! -name "linux-$(node -p process.arch)" -exec rm -r {} + \
  && find /out/apps /out/libs -path '*/node_modules' -prune -o \
    \( -name '*.test.*' -o -path '*/dist/testing/*' -o -name '.tsbuildinfo' -o -name 'vitest.config.ts' \) -type f -exec rm {} +

FROM node:24-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  DATABASE_URL=file:/data/journal.db
WORKDIR /app
COPY --from=build --chown=root:root /out ./
# The journal of a single instance; with PostgreSQL nothing is kept here.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "apps/discord-webhook/dist/bundle/main.js"]
