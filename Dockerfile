# bgplint in a small image: docker run --rm --volume "$PWD:/work:ro" IMAGE [ARGUMENTS]
FROM rust:1.88-slim-bookworm AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
# cargo wants the benchmarks that Cargo.toml names to be there.
COPY benches benches
COPY rules rules
COPY src src
RUN cargo build --release --locked

FROM debian:bookworm-slim
COPY --from=build /build/target/release/bgplint /usr/local/bin/bgplint
COPY LICENSE LICENSE-APACHE LICENSE-MIT /usr/share/doc/bgplint/
# A user without any rights; `--user` names another who may write where findings are to be written.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["bgplint"]
