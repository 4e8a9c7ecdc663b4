# syntax=docker/dockerfile:1

# The pages that are part of the binary.
FROM node:20-slim AS dashboard
WORKDIR /dashboard
COPY dashboard/package.json dashboard/package-lock.json dashboard/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY dashboard ./
RUN npm run build

# The binary. rust-toolchain.toml stays outside: the image is the toolchain.
FROM rust:1.95-slim-bookworm AS binary
WORKDIR /loanbook
COPY Cargo.toml Cargo.lock ./
COPY api api
COPY data data
COPY engine engine
COPY entity entity
COPY migration migration
COPY risk risk
COPY sql sql
COPY --from=dashboard /dashboard/dist dashboard/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/loanbook/target \
    cargo build --release --locked --features parquet && cp target/release/loanbook /usr/local/bin/

FROM debian:bookworm-slim
# A user without a name or a home; mount a volume at /data to keep an SQLite file.
RUN install --directory --owner=10001 --group=10001 /data
COPY --from=binary /usr/local/bin/loanbook /usr/local/bin/
USER 10001:10001
WORKDIR /data
ENV DATABASE_URL=sqlite:///data/loanbook.db \
    LOANBOOK_LISTEN=0.0.0.0:8000 \
    LOANBOOK_AUTHENTICATION=required
EXPOSE 8000
# Whether the server answers; the image has no curl, but bash can open a connection.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["loanbook"]
CMD ["serve"]
