# syntax=docker/dockerfile:1
# One image for both ways to run: with DATABASE_URL and REDIS_URL, or with the embedded servers and a volume at /data.
FROM debian:12-slim AS runtime
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    ca-certificates mariadb-server mariadb-client mariadb-backup galera-4 redis-server \
  && rm -rf /var/lib/apt/lists/* /var/lib/mysql

FROM node:24-bookworm-slim AS build
WORKDIR /app
# The stamp is what scripts/run compares, so that the build does not install again.
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund && cp package-lock.json node_modules/.holdfast-lock
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM runtime
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/views views
COPY --from=build /app/config config
COPY package.json ecosystem.config.js CHANGELOG.md ./
RUN useradd --system --home-dir /data --shell /usr/sbin/nologin holdfast && install -d -o holdfast -m 711 /data
USER holdfast
# The pinned Node comes with the dependencies. PM2 lives where `npm run status` looks for it; MariaDB heeds TERM only.
ENV PATH=/app/node_modules/.bin:$PATH NODE_ENV=production HOLDFAST_DATA=/data HOME=/data \
  PM2_HOME=/data/pm2 PM2_DAEMON_RPC_PORT=/data/run/pm2-rpc.sock PM2_DAEMON_PUB_PORT=/data/run/pm2-pub.sock PM2_KILL_SIGNAL=SIGTERM
VOLUME /data
EXPOSE 8080
HEALTHCHECK --start-period=60s CMD ["node", "dist/scripts/status.js"]
STOPSIGNAL SIGTERM
CMD ["bash", "-c", "node dist/scripts/start.js --prepare && exec pm2-runtime ecosystem.config.js"]
