# syntax=docker/dockerfile:1

# Both stages start from the same image, pinned by digest; renovate proposes newer ones.
FROM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df AS build
WORKDIR /app
# Manifests first: as long as they stay the same, the installation comes from the layer cache.
COPY package.json package-lock.json .npmrc ./
COPY apps/admin-cli/package.json apps/admin-cli/
COPY apps/discord-webhook/package.json apps/discord-webhook/
COPY libs/agent-registry/package.json libs/agent-registry/
COPY libs/digest/package.json libs/digest/
COPY libs/github-dispatcher/package.json libs/github-dispatcher/
COPY libs/url-guard/package.json libs/url-guard/
COPY tools/bench/package.json tools/bench/
COPY tools/fence/package.json tools/fence/
COPY tools/generators/package.json tools/generators/
COPY tools/kill-test/package.json tools/kill-test/
COPY tools/package-test/package.json tools/package-test/
COPY tools/sandbox/package.json tools/sandbox/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.base.json tsconfig.json ./
COPY apps apps
COPY libs libs
COPY tools tools
RUN npx tsc --build apps/discord-webhook
RUN cd apps/discord-webhook && npx vite build -c bundle.config.ts
# What runs: the app, the libraries it is built on, and their dependencies.
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

FROM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  DATABASE_URL=file:/data/journal.db
# The configuration file is read from the working directory: mount it at /config.
WORKDIR /config
COPY --from=build --chown=root:root /out /app
# The journal of a single instance; with PostgreSQL nothing is kept here.
RUN mkdir /data && chown node:node /data && chmod 700 /data
VOLUME /data
USER node
EXPOSE 3000
# Ready means that the journal can be written, not only that the process lives.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/apps/discord-webhook/dist/bundle/main.js"]
